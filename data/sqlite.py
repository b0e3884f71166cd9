"""SQLite as the suite uses it: write-ahead log, every commit on disk, foreign keys, readers that cannot write."""

from __future__ import annotations

import os
import sqlite3
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


def touch(path: Path) -> None:
    """Make the file with mode 0600, which SQLite passes on to its companions."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))


def writer(path: Path) -> Engine:
    """The engine of the one writer: `BEGIN IMMEDIATE`, so that a transaction never has to be upgraded half-way."""
    engine = create_engine(_url(path), pool_size=1, max_overflow=1)
    _on_connect(engine, "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON")
    _on_begin(engine, "BEGIN IMMEDIATE")
    return engine


def reader(path: Path) -> Engine:
    """The engine of read sessions: each sees one snapshot, and SQLite itself refuses its writes."""
    engine = create_engine(_url(path), pool_size=4, max_overflow=28)
    _on_connect(engine, "query_only=ON")
    _on_begin(engine, "BEGIN")
    return engine


def _url(path: Path) -> URL:
    return URL.create("sqlite+pysqlite", database=str(path))


def _on_connect(engine: Engine, *pragmas: str) -> None:
    common = (f"busy_timeout={BUSY_MILLISECONDS}", "trusted_schema=OFF", "cell_size_check=ON")

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: object) -> None:
        # The driver's own, late BEGIN would leave schema changes outside the transaction.
        connection.isolation_level = None
        for pragma in (*common, *pragmas):
            connection.execute(f"PRAGMA {pragma}")


def _on_begin(engine: Engine, statement: str) -> None:
    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(statement)
