"""`chiron audit`: who did what, and proof that nobody changed the record."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.failing import fail
from ui.commands.opening import suite
from ui.commands.table import show as print_table

if TYPE_CHECKING:
    from data.audit import Verification
    from data.database import Database
    from ui.suite import Suite

app = typer.Typer(help="Show the audit trail and verify its chain.", no_args_is_help=True, rich_markup_mode=None)
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def verify(as_json: Json = False) -> None:
    """Verify every chain; edits, deletions, reordering and a cut tail are found, and leave with status 1."""
    from data import audit

    with suite() as opened:
        results = {database.name: audit.verify(database) for database in opened.every_database()}
    if as_json:
        typer.echo(json.dumps([_as_object(name, result) for name, result in results.items()], indent=2))
    else:
        for name, result in results.items():
            _say(name, result)
    if not all(result.ok for result in results.values()):
        raise typer.Exit(1)


@app.command()
def show(
    database: Annotated[str, typer.Argument(help="A domain's id, or 'suite'.")] = "suite",
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="How many, newest first.")] = 50,
    actor: Annotated[str | None, typer.Option(help="Only what this person did.")] = None,
    subject: Annotated[str | None, typer.Option(help="Only what was done to this.")] = None,
    as_json: Json = False,
) -> None:
    """Show what was done, newest first."""
    from data import audit

    with suite() as opened:
        entries = audit.rows(_named(opened, database), limit=limit, actor=actor, subject=subject)
    columns = ("moment", "actor", "action", "subject", "detail")
    rows = [(e.moment, e.actor, e.action, e.subject, e.detail) for e in entries]
    print_table(columns, rows, as_json, "Nothing was recorded yet.")


def _named(opened: Suite, name: str) -> Database:
    for database in opened.every_database():
        if database.name == name:
            return database
    fail(f"There is no database '{name}': name 'suite' or the id of a domain that has one.")


def _as_object(name: str, result: Verification) -> dict[str, object]:
    return {"database": name, "ok": result.ok, "length": result.length, "problems": list(result.problems)}


def _say(name: str, result: Verification) -> None:
    typer.echo(f"{name}: {f'{result.length} entries, chain intact' if result.ok else 'the chain is broken'}")
    for problem in result.problems:
        typer.echo(f"  {problem}")
