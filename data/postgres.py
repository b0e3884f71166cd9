"""PostgreSQL as the suite uses it: one schema per domain, every commit on disk, readers that cannot write."""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError

DRIVERS = ("postgresql", "postgres", "postgresql+psycopg")
ADVICE = "write it as postgresql://user:password@host/database"
SNAPSHOT = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


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


def take_lock(connection: Connection, name: str) -> None:
    """Wait to be the one writer, on whichever machine; the lock goes with the transaction."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key(name)})


class Postgres:
    """One schema, and the engines on it.

    Attributes:
        file: None; a SQLite database has one.
        writer: The one writer, behind an advisory lock.
        reader: Read sessions: each sees one snapshot, and PostgreSQL itself refuses its writes.
    """

    file = None

    def __init__(self, address: str, name: str) -> None:
        url = parse(address)
        self.name = name
        self.writer = engine(url, name, 2)
        self.reader = engine(url, name, 16, execution_options=SNAPSHOT)

    def __str__(self) -> str:
        return self.writer.url.render_as_string(hide_password=True)

    def prepare(self, connection: Connection) -> None:
        """Make the schema where it is missing; the lock keeps two processes from making it at once."""
        take_lock(connection, self.name)
        connection.execute(text(f'CREATE SCHEMA IF NOT EXISTS "{self.name}"'))

    def begin(self, connection: Connection) -> None:
        """Wait for writers of other machines."""
        take_lock(connection, self.name)

    def snapshot(self, connection: Connection) -> None:
        """Fix the moment that a read transaction sees."""
        connection.exec_driver_sql("SELECT count(*) FROM pg_catalog.pg_class")

    @contextmanager
    def reshaping(self, connection: Connection) -> Iterator[None]:
        """Nothing has to rest: PostgreSQL changes tables in place."""
        yield

    def check(self, connection: Connection) -> None:
        """Nothing is left to check: no foreign key rested."""

    def scrub(self) -> None:
        """Nothing: what was deleted goes with the server's next vacuum, and from its log as the server keeps it."""

    def warnings(self) -> tuple[str, ...]:
        """Nothing to tell."""
        return ()


def engine(url: URL, schema: str, connections: int, **options: Any) -> Engine:
    """An engine that sees one schema alone."""
    made = create_engine(url, pool_pre_ping=True, pool_size=1, max_overflow=connections - 1, **options)

    @event.listens_for(made, "connect", insert=True)
    def connect(connection: Any, _record: object) -> None:
        before, connection.autocommit = connection.autocommit, True
        connection.execute(f'SET search_path TO "{schema}"')
        connection.execute("SET synchronous_commit TO on")
        connection.autocommit = before

    return made
