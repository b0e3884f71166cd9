"""SQLite as the suite uses it: write-ahead log, every commit on disk, foreign keys, readers that cannot write."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event

BUSY_MILLISECONDS = 10_000
FIXED = ((3, 51, 3), (3, 50, 7), (3, 44, 6))


def wal_reset_warning(version: tuple[int, int, int] = sqlite3.sqlite_version_info) -> str | None:
    """Why this version of SQLite may corrupt a database in write-ahead mode; None where it may not.

    The bug needs two connections that write or checkpoint at the same moment; it is fixed in 3.51.3, 3.50.7 and 3.44.6.
    """
    if version >= FIXED[0] or any(version[:2] == fixed[:2] and version >= fixed for fixed in FIXED[1:]):
        return None
    spelled = ".".join(map(str, version))
    return (
        f"SQLite {spelled} has the WAL-reset bug, which can corrupt a database that two connections write at once: "
        "Chiron writes through one only; let no other program write its files, or use SQLite 3.51.3 or newer."
    )


class SQLite:
    """One file, and the engines on it.

    Attributes:
        file: The database file, for its owner alone; SQLite gives its companions the same mode.
        writer: The one writer: `BEGIN IMMEDIATE`, so that a transaction never has to be upgraded half-way.
        reader: Read sessions: each sees one snapshot, and SQLite itself refuses its writes.
    """

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        self.file = file
        self.writer = _engine(file, 2, "BEGIN IMMEDIATE", *DURABLE)
        self.reader = _engine(file, 32, "BEGIN", "query_only=ON")

    def __str__(self) -> str:
        return str(self.file)

    def prepare(self, connection: Connection) -> None:
        """Nothing has to be made: the file is there."""

    def begin(self, connection: Connection) -> None:
        """Nothing more has to be locked: `BEGIN IMMEDIATE` did."""

    def snapshot(self, connection: Connection) -> None:
        """Fix the moment that a read transaction sees."""
        connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")

    @contextmanager
    def reshaping(self, connection: Connection) -> Iterator[None]:
        """Let foreign keys rest: dropping a table to rebuild it would delete the rows that refer to it."""
        driver: Any = connection.connection.dbapi_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            yield
        finally:
            driver.rollback()
            driver.execute("PRAGMA foreign_keys=ON")

    def check(self, connection: Connection) -> None:
        """Check all foreign keys, after they rested.

        Raises:
            ValueError: a row refers to one that is not there.
        """
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken:
            table, row, parent = broken[:3]
            raise ValueError(f"Row {row} of the table {table} refers to a row of {parent} that is not there.")

    def scrub(self) -> None:
        """Empty the write-ahead log, where what was deleted may still stand; in the file itself it is overwritten."""
        with closing(self.writer.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def warnings(self) -> tuple[str, ...]:
        """What the administrator should know, one sentence each."""
        warning = wal_reset_warning()
        return (warning,) if warning else ()


DURABLE = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON", "secure_delete=ON")
CAREFUL = (f"busy_timeout={BUSY_MILLISECONDS}", "trusted_schema=OFF", "cell_size_check=ON")


def _engine(file: Path, connections: int, begin: str, *pragmas: str) -> Engine:
    url = URL.create("sqlite+pysqlite", database=str(file))
    engine = create_engine(url, pool_size=1, max_overflow=connections - 1)

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: object) -> None:
        # The driver's own, late BEGIN would leave schema changes outside the transaction.
        connection.isolation_level = None
        for pragma in (*CAREFUL, *pragmas):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
