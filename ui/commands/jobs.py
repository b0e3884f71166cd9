"""`chiron jobs`: what ran and how it ended."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.commands.opening import suite
from ui.commands.table import show

app = typer.Typer(help="List what ran and how it ended.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def _jobs() -> None:
    """List what ran and how it ended."""


@app.command("list")
def list_jobs(
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many, newest first.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the latest jobs."""
    with suite() as opened:
        jobs = opened.jobs.recent(limit)
    columns = ("started", "domain", "kind", "state", "progress", "message")
    rows = [(j.started_at, j.domain, j.kind, j.state, f"{j.fraction:.0%}", j.message) for j in jobs]
    show(columns, rows, as_json, "No job ran yet.")
