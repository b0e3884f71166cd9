"""PostgreSQL as the suite uses it: one schema per domain, every commit on disk, read sessions that cannot write."""

from __future__ import annotations

import hashlib
import importlib.util
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError

DRIVERS = ("postgresql", "postgres", "postgresql+psycopg")
ADVICE = "write it as postgresql://user:password@host/database"


def parse(url: str) -> URL:
    """The address of a PostgreSQL database, to be opened with psycopg 3.

    Raises:
        ValueError: it is no such address, or psycopg is not installed.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ValueError(f"The database address cannot be read: {ADVICE}.") from error
    if parsed.drivername not in DRIVERS:
        raise ValueError(
            f"'{parsed.drivername}' is not a database that Chiron uses: {ADVICE}, or leave it out for SQLite."
        )
    if importlib.util.find_spec("psycopg") is None:
        raise ValueError("PostgreSQL needs psycopg: install it with `pip install 'chiron-suite[postgres]'`.")
    return parsed.set(drivername="postgresql+psycopg")


def key(name: str) -> int:
    """The advisory lock of a database's one writer, a signed 64-bit number."""
    return int.from_bytes(hashlib.sha256(f"chiron:{name}".encode()).digest()[:8], signed=True)


def writer(url: URL, name: str) -> Engine:
    """The engine of the one writer."""
    return _engine(url, name, pool_size=1, max_overflow=1)


def reader(url: URL, name: str) -> Engine:
    """The engine of read sessions: each sees one snapshot, and PostgreSQL itself refuses its writes."""
    options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    return _engine(url, name, pool_size=4, max_overflow=12, execution_options=options)


def create_schema(connection: Connection, name: str) -> None:
    """Make the schema where it is missing; the lock keeps two processes from making it at once."""
    take_lock(connection, name)
    connection.execute(text(f'CREATE SCHEMA IF NOT EXISTS "{name}"'))


def take_lock(connection: Connection, name: str) -> None:
    """Wait to be the one writer, on whichever machine; the lock goes with the transaction."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key(name)})


def _engine(url: URL, name: str, **options: Any) -> Engine:
    engine = create_engine(url, pool_pre_ping=True, **options)

    @event.listens_for(engine, "connect", insert=True)
    def connect(connection: Any, _record: object) -> None:
        before, connection.autocommit = connection.autocommit, True
        connection.execute(f'SET search_path TO "{name}"')
        connection.execute("SET synchronous_commit TO on")
        connection.autocommit = before

    return engine
