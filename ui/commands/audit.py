"""`chiron audit`: who did what, and proof that nobody changed the record."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.table import show as print_table
from ui.failing import fail
from ui.stored import databases_in

if TYPE_CHECKING:
    from data.audit import Verification
    from data.database import Database

app = typer.Typer(help="Show the audit trail and verify its chain.", no_args_is_help=True, rich_markup_mode=None)
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def verify(as_json: Json = False) -> None:
    """Verify every chain; edits, deletions, reordering and a cut tail are found, and leave with status 1."""
    from data.home import home

    results = {name: _verified(name) for name in databases_in(home())}
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
    actor: Annotated[str | None, typer.Option(metavar="ID", help="Only what the account with this id did.")] = None,
    subject: Annotated[str | None, typer.Option(help="Only what was done to this, for example account/ID.")] = None,
    as_json: Json = False,
) -> None:
    """Show what was done, newest first."""
    from data import audit
    from data.home import home

    if database not in databases_in(home()):
        fail(f"There is no database '{database}': name 'suite' or the id of a domain that has one.")
    with _opened(database) as found:
        entries = audit.rows(found, limit=limit, actor=actor, subject=subject)
    columns = ("number", "moment", "actor", "role", "action", "subject", "detail")
    rows = [(e.seq, e.at, e.actor, e.role, e.action, e.subject, dict(e.detail)) for e in entries]
    print_table(columns, rows, as_json, "Nothing was recorded yet.")


def _opened(name: str) -> Database:
    """The database alone: a chain must be checked even when the suite above it cannot start."""
    from data.database import Database
    from data.home import home

    return Database.open(name, home())


def _verified(name: str) -> Verification:
    from data import audit
    from data.database import DatabaseUnusable

    try:
        with _opened(name) as database:
            return audit.verify(database)
    except DatabaseUnusable as error:
        return audit.Verification(name, 0, (str(error),))


def _as_object(name: str, result: Verification) -> dict[str, object]:
    return {"database": name, "ok": result.ok, "length": result.length, "problems": list(result.problems)}


def _say(name: str, result: Verification) -> None:
    typer.echo(f"{name}: {f'{result.length} entries, chain intact' if result.ok else 'the chain is broken'}")
    for problem in result.problems:
        typer.echo(f"  {problem}")
