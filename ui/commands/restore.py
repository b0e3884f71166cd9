"""`chiron restore`: state back from a backup."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(rich_markup_mode=None)


@app.command()
def restore(file: Annotated[Path, typer.Argument(metavar="FILE", help="An archive that `chiron backup` wrote.")]) -> None:
    """Bring state back from a backup into CHIRON_HOME; stop the suite first."""
    from data.backup import restore as read
    from data.home import home

    report = read(file, home())
    typer.echo(str(report))
