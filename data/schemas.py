"""PostgreSQL in a backup: all schemas of the suite as one moment, and all of them back in one transaction."""

from __future__ import annotations

import io
import json
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import Connection

from data import dump, postgres
from data.anchor import Anchor
from data.archive import ArchiveWriter
from data.database import Database
from data.gather import add_anchor
from data.lock import Busy
from data.unarchive import ArchiveReader

ATTEMPTS = 60
PAUSE_SECONDS = 0.5
LOCK_TIMEOUT = "SET LOCAL lock_timeout = '10s'"


def take(home: Path, archive: ArchiveWriter, address: str) -> list[str]:
    """Add every schema with its anchor; returns their names.

    Raises:
        NotDumpable: a schema holds something that a backup cannot carry.
        Busy: the suite writes without a pause.
    """
    engine = postgres.engine(postgres.parse(address), "pg_catalog", 1, execution_options=postgres.SNAPSHOT)
    try:
        with engine.connect() as connection:
            names = dump.schemas(connection)
        with ExitStack() as stack, engine.connect() as connection:
            databases = [stack.enter_context(Database.open(name, home, address)) for name in names]
            for anchor, content in _one_moment(databases, connection):
                add_anchor(archive, anchor, content)
            for name in names:
                _take_one(connection, name, archive)
    finally:
        engine.dispose()
    return names


def _one_moment(databases: list[Database], connection: Connection) -> list[tuple[Anchor, bytes | None]]:
    """Begin one transaction for all schemas while nobody writes, and take the anchors that belong to it.

    A thread may write to two databases at once, so waiting for all of them together could block for good: it is tried
    for a short time, and again.
    """
    for attempt in range(ATTEMPTS):
        with ExitStack() as stack:
            try:
                for database in databases:
                    stack.enter_context(database.paused(PAUSE_SECONDS))
            except Busy:
                time.sleep(0.01 * (attempt + 1))
                continue
            dump.exactly(connection)
            connection.exec_driver_sql("SELECT count(*) FROM pg_catalog.pg_class")
            return [(database.anchor, database.anchor.content()) for database in databases]
    raise Busy("The suite has been writing without a pause: try the backup again when it is less busy.")


def _take_one(connection: Connection, name: str, archive: ArchiveWriter) -> None:
    definition = dump.define(connection, name)
    archive.add(f"postgresql/{name}/definition.json", io.BytesIO(json.dumps(definition).encode()))
    for number, table in enumerate(definition["tables"]):
        with tempfile.TemporaryFile(dir=archive.scratch) as rows:
            dump.copy_out(connection, table, rows)
            rows.seek(0)
            archive.add(f"postgresql/{name}/{number}.copy", rows)


def load(source: ArchiveReader, names: tuple[str, ...], address: str) -> None:
    """Replace all schemas of an archive, or none."""
    engine = postgres.engine(postgres.parse(address), "pg_catalog", 1)
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(LOCK_TIMEOUT)
            dump.exactly(connection)
            for name in names:
                _load_one(connection, source, name)
    finally:
        engine.dispose()


def _load_one(connection: Connection, source: ArchiveReader, name: str) -> None:
    postgres.take_lock(connection, name)
    definition = json.loads(source.read(f"postgresql/{name}/definition.json"))
    dump.make(connection, definition)
    for number, table in enumerate(definition["tables"]):
        with tempfile.TemporaryFile() as rows:
            source.copy(f"postgresql/{name}/{number}.copy", rows)
            rows.seek(0)
            dump.copy_in(connection, table, rows)
    dump.finish(connection, definition)
