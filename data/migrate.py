"""Schema changes: an Alembic history for each domain, one transaction for each revision, killable at any point.

A revision, its entry in the version table and its audit row commit together or not at all, on SQLite too; an upgrade
that is run again goes on where the last one stopped. A history is a folder with the revisions in `versions/`; it needs
no `env.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from data.actor import SYSTEM
from data.audit import append
from data.chain import head
from data.database import Database

if TYPE_CHECKING:
    from alembic.runtime.migration import MigrationContext, RevisionStep
    from alembic.script import ScriptDirectory

SUITE_SCRIPTS = Path(__file__).parent / "migrations"


class MigrationFailed(RuntimeError):
    """A revision could not be applied and was undone; those before it stand. The sentence says which and why."""


def upgrade(database: Database, scripts: Path) -> None:
    """Bring a database to the newest revision of a history.

    Args:
        database: The domain's database.
        scripts: The folder of the history.

    Raises:
        MigrationFailed: the history cannot be read, or a revision failed.
    """
    history = _history(scripts)
    while _advance(database, history):
        pass
    with database.read() as session, database.paused():
        database.anchor.settle(head(session))


def current(database: Database) -> str | None:
    """The revision that a database is at; None before the first."""
    from alembic.runtime.migration import MigrationContext

    with database.read() as session:
        return MigrationContext.configure(session.connection()).get_current_revision()


def _history(scripts: Path) -> ScriptDirectory:
    from alembic.script import ScriptDirectory

    try:
        history = ScriptDirectory(str(scripts), version_locations=[str(scripts / "versions")])
        newest = history.get_current_head()
    except Exception as error:
        raise MigrationFailed(f"The history in {scripts} cannot be read: {error}") from error
    if newest is None:
        raise MigrationFailed(f"There is no revision in {scripts / 'versions'}: put the first one there.")
    return history


def _advance(database: Database, history: ScriptDirectory) -> bool:
    """Apply the next revision in a transaction of its own; False where there is none."""
    applied: list[str] = []
    try:
        with database.reshape() as session:
            _check_known(database, session, history)
            _apply_next(session, history, applied)
    except MigrationFailed:
        raise
    except Exception as error:
        where = f"revision {applied[0]}" if applied else "its state"
        raise MigrationFailed(f"The database '{database.name}' could not be upgraded ({where}): {error}") from error
    return bool(applied)


def _check_known(database: Database, session: Session, history: ScriptDirectory) -> None:
    from alembic.runtime.migration import MigrationContext

    known = {script.revision for script in history.walk_revisions()}
    for revision in MigrationContext.configure(session.connection()).get_current_heads():
        if revision not in known:
            raise MigrationFailed(
                f"The database '{database.name}' is at revision {revision}, unknown here; a "
                "newer version of it made this database: install that version."
            )


def _apply_next(session: Session, history: ScriptDirectory, applied: list[str]) -> None:
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext

    def next_step(heads: Any, _context: MigrationContext) -> list[RevisionStep]:
        steps = history._upgrade_revs("head", heads)[:1]
        applied.extend(step.revision.revision for step in steps)
        return steps

    context = MigrationContext.configure(session.connection(), opts={"fn": next_step, "transactional_ddl": True})
    with Operations.context(context):
        context.run_migrations()
    for revision in applied:
        append(session, SYSTEM, "database.upgrade", f"revision/{revision}")
