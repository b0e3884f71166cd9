"""`chiron backup`: all state into one file, while the suite goes on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.owner import operator

app = typer.Typer(rich_markup_mode=None)
File = Annotated[Path, typer.Argument(metavar="FILE", help="The archive to write; it must not exist yet.")]


@app.command()
def backup(file: File) -> None:
    """Write all state into one file; the suite may go on serving meanwhile."""
    from data.backup import backup as write
    from data.home import home

    report = write(home(), file, by=operator())
    size = f"{report.bytes / 1e6:.1f} MB in {report.files} files"
    typer.echo(f"{report.archive}: {', '.join(report.databases)}; {size}; sha256 {report.sha256}")
