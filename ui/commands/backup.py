"""`chiron backup`: all state into one file, while the suite goes on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(rich_markup_mode=None)


@app.command()
def backup(file: Annotated[Path, typer.Argument(metavar="FILE", help="The archive to write; it must not exist yet.")]) -> None:
    """Write all state into one file; the suite may go on serving meanwhile."""
    from data.backup import backup as write
    from data.home import home

    report = write(home(), file)
    typer.echo(str(report))
