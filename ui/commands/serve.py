"""`chiron serve`: the pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from ui.failing import fail

if TYPE_CHECKING:
    from ui.serving import Serving
    from ui.suite import Suite

app = typer.Typer(rich_markup_mode=None)
LOOPBACK = "127.0.0.1"


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Interface to listen on.")] = LOOPBACK,
    port: Annotated[int, typer.Option(min=1, max=65535, help="TCP port.")] = 8501,
    demo: Annotated[bool, typer.Option("--demo", help="Offer one-click demonstration accounts here.")] = False,
    open_: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in a browser.")] = False,
    certificate: Annotated[Path | None, typer.Option(help="TLS certificate chain (PEM).")] = None,
    key: Annotated[Path | None, typer.Option(help="TLS private key (PEM).")] = None,
    origin: Annotated[
        str | None, typer.Option(help="How browsers reach it through a proxy, for example https://chiron.example.org.")
    ] = None,
) -> None:
    """Serve the pages until interrupted."""
    from ui.address import Address

    _check(certificate, key, origin)
    address = Address(host=host, port=port, tls=certificate is not None, origin=origin)
    if demo and not address.loopback:
        fail("Demonstration accounts need no password and open on this machine only: leave out --demo or --host.")
    from ui.serving import Serving

    Serving(address, certificate, key).run(demo, open_, announce)


def _check(certificate: Path | None, key: Path | None, origin: str | None) -> None:
    if (certificate is None) != (key is None):
        fail("TLS needs both: --certificate and --key.")
    for path in (certificate, key):
        if path is not None and not path.is_file():
            fail(f"There is no file {path}.")
    parts = urlsplit(origin or "https://unset")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
        fail(f"'{origin}' is no origin: write it as https://name, without a path.")


def announce(suite: Suite, serving: Serving) -> None:
    """Print where the pages are and how to sign in."""
    from ui.demonstration import is_flagged

    address = serving.address
    typer.echo(f"Chiron is served at {address.url} (Ctrl+C stops it).")
    if suite.demo:
        typer.echo("Demonstration: sign in with one click as clinician, learner or administrator.")
    elif is_flagged(suite.home):
        typer.echo("This home holds a demonstration, whose accounts open only with `chiron serve --demo`.")
    elif not suite.accounts.any_administrator():
        typer.echo(f"First start: open {address.url}/welcome and choose the administrator's name and password.")
        typer.echo(f"From another machine that page asks for this one-time code: {serving.code}")
    if not address.loopback and not address.secure:
        warning = "Warning: without TLS, passwords and patients' data cross the network in the clear;"
        typer.echo(f"{warning} give --certificate and --key, or name a TLS proxy in front with --origin.", err=True)
