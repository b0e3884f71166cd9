"""`chiron restore`: state back from a backup."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.owner import operator

app = typer.Typer(rich_markup_mode=None)
File = Annotated[Path, typer.Argument(metavar="FILE", help="An archive that `chiron backup` wrote.")]


@app.command()
def restore(file: File) -> None:
    """Bring state back from a backup into CHIRON_HOME; stop the suite first."""
    from data.backup import restore as read
    from data.home import home

    report = read(file, home(), by=operator())
    typer.echo(f"{report.home}: {', '.join(report.databases)}; {report.files} files, {report.bytes / 1e6:.1f} MB.")
    for problem in report.problems:
        typer.echo(f"Audit chain, as it was when the backup was made: {problem}", err=True)
