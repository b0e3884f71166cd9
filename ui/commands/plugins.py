"""`chiron plugins`: which domains run, and how."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from ui.commands.opening import suite
from ui.commands.table import show
from ui.failing import fail

app = typer.Typer(
    help="List, enable, disable, configure and start domains.", no_args_is_help=True, rich_markup_mode=None
)
Id = Annotated[str, typer.Argument(metavar="ID", help="The domain's id.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Into = Annotated[Path | None, typer.Option("--into", help="Folder for the new domain; the suite's own when not given.")]
Values = Annotated[list[str] | None, typer.Argument(metavar="[KEY=VALUE]...", help="What to set.")]


@app.command("list")
def list_plugins(as_json: Json = False) -> None:
    """List the domains with their state and its reason."""
    with suite() as opened:
        opened.lifecycle.start_all()
        plugins = opened.registry.plugins()
    rows = [(p.id, str(p.state), p.manifest.version if p.manifest else "", p.reason) for p in plugins]
    show(("id", "state", "version", "reason"), rows, as_json, "There are no domains.")


@app.command()
def enable(plugin: Id) -> None:
    """Bring a domain up, migrating its tables first."""
    with suite() as opened:
        found = opened.lifecycle.enable(plugin, opened.operator())
    _say(plugin, str(found.state), found.reason)
    if not found.up:
        raise typer.Exit(1)


@app.command()
def disable(plugin: Id) -> None:
    """Take a domain down; its data stays."""
    with suite() as opened:
        opened.lifecycle.disable(plugin, opened.operator())
    _say(plugin, "disabled", "")


@app.command()
def new(plugin: Id, into: Into = None) -> None:
    """Write a working domain to start from, its tests included."""
    from core.plugins.skeleton import create
    from ui.suite import shipped

    folder = create(plugin, into or shipped())
    typer.echo(f"{folder} is there; its tests run with `python -m pytest {folder}`.")


@app.command()
def config(plugin: Id, values: Values = None) -> None:
    """Show a domain's configuration, or set keys of it."""
    changes = dict(_pair(value) for value in values or [])
    with suite() as opened:
        if changes:
            opened.lifecycle.configure(plugin, changes, opened.operator())
        typer.echo(opened.lifecycle.config(plugin).model_dump_json(indent=2))


def _pair(text: str) -> tuple[str, object]:
    """`key=value`, where the value is JSON if it can be read so, and text otherwise."""
    key, sign, value = text.partition("=")
    if not sign or not key:
        fail(f"'{text}' is not KEY=VALUE.")
    try:
        return key, json.loads(value)
    except json.JSONDecodeError:
        return key, value


def _say(plugin: str, state: str, reason: str) -> None:
    typer.echo(f"{plugin}: {state}" + (f" ({reason})" if reason else ""))
