"""`chiron telemedicine export`: one visit as a file, for whoever owns the home folder."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

EXISTS = "{} is there already: give another name, or --force to write over it."
NOWHERE = "The folder {} is not there: make it first."


class Kind(StrEnum):
    """What is made of a visit."""

    FHIR = "fhir"
    VTT = "vtt"
    TEXT = "text"
    SUMMARY = "summary"


def export(
    visit: Annotated[int, typer.Argument(metavar="VISIT", help="Number of the visit.")],
    kind: Annotated[Kind, typer.Option("--kind", help="What is made of it.", case_sensitive=False)],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The file to write.")],
    user: Annotated[str, typer.Option("--user", metavar="NAME", help="The clinician whose visit it is.")] = "",
    force: Annotated[bool, typer.Option("--force", help="Write over what is there.")] = False,
    release: Annotated[int, typer.Option("--fhir-version", min=4, max=5, help="FHIR R4 or R5.")] = 4,
) -> None:
    """Export a visit: its signed note as FHIR bundle or text, its transcript as WebVTT, its summary."""
    try:
        typer.echo(written(visit, kind.value, out, user, force, release))
    except (ValueError, LookupError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    except OSError as error:
        typer.echo(f"{out} cannot be written: {error.strerror or error}.", err=True)
        raise typer.Exit(2) from error


def written(visit: int, kind: str, out: Path, user: str, force: bool, release: int) -> str:
    """Write one visit's export.

    Args:
        visit: Its number.
        kind: What is made of it.
        out: The file.
        user: Name of the clinician whose visit it is; empty for any clinician's.
        force: Write over what is there.
        release: Of FHIR, 4 or 5.

    Returns:
        A sentence on what was written.

    Raises:
        ValueError: nothing was written; the sentence says why.
        LookupError: there is no such visit, or the domain is not up.
    """
    from data.actor import Role
    from data.files import write_whole
    from ui.kit.host import host

    if not out.parent.is_dir():
        raise ValueError(NOWHERE.format(out.parent))
    if out.is_dir() or (out.exists() and not force):
        raise ValueError(EXISTS.format(out))
    operator = replace(host().operator(), role=Role.CLINICIAN)
    made = host().service("telemedicine").export_terminal(operator, visit, kind, user, release)
    write_whole(out, made.data)
    return f"Written: {out}."
