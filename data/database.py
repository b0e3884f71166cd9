"""One database for each domain and one for the suite: a SQLite file, or a schema of PostgreSQL."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from data.anchor import Anchor
from data.chain import create
from data.lock import TIMEOUT, FileLock, WriterLock
from data.postgres import Postgres
from data.sqlite import SQLite
from data.writing import WriteSession

VARIABLE = "CHIRON_DATABASE_URL"
NAME = re.compile(r"[a-z][a-z0-9_-]{0,47}")
RESERVED = ("public", "information_schema")
RESTORING = "A restore is replacing this installation: wait until it is done, then start again."


class DatabaseUnusable(RuntimeError):
    """The database cannot be opened; the sentence says which and why."""


class Database:
    """One domain's database. A domain is given sessions, never the engine.

    Attributes:
        name: The domain's id, or `suite`.
        home: The folder of all state, where the locks and the anchor lie.
        anchor: The head of the audit chain.
        file: The SQLite file; None on PostgreSQL.
    """

    def __init__(self, name: str, home: Path, backend: SQLite | Postgres) -> None:
        self.name = name
        self.home = home
        self.file = backend.file
        self.anchor = Anchor(home / "anchors", name)
        self._backend = backend
        self._lock = WriterLock(home / "locks", name)
        self._presence = FileLock(home / "open.lock")
        self._process = os.getpid()

    @classmethod
    def open(cls, name: str, home: Path, url: str | None = None) -> Database:
        """Open a database, and make it where it is missing, with its audit table.

        Args:
            name: The domain's id, or `suite`.
            home: The folder of all state.
            url: Address of a PostgreSQL database; `CHIRON_DATABASE_URL` when not given, SQLite when neither is.

        Raises:
            ValueError: the name or the address cannot be used.
            DatabaseUnusable: it cannot be opened.
        """
        check_name(name)
        address = url or os.environ.get(VARIABLE)
        try:
            backend = Postgres(address, name) if address else SQLite(home / "databases" / f"{name}.db")
            opened = cls(name, home, backend)
        except OSError as error:
            raise DatabaseUnusable(f"The database '{name}' cannot be opened in {home}: {error.strerror}.") from error
        opened._start()
        return opened

    def _start(self) -> None:
        try:
            self._prepare()
        except DBAPIError as error:
            self.close()
            reason = str(error.orig).strip()
            raise DatabaseUnusable(f"The database {self._backend} cannot be opened: {reason}") from error
        except BaseException:
            self.close()
            raise

    def _prepare(self) -> None:
        if not self._presence.try_lock(shared=True):
            raise DatabaseUnusable(RESTORING)
        with self._lock, self._backend.writer.begin() as connection:
            self._backend.prepare(connection)
            create(connection)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one moment of the database and cannot write."""
        self._check_process()
        with Session(self._backend.reader, autoflush=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """The one writer, across threads and processes: commits at the end, rolls back on an exception.

        Raises:
            Busy: somebody else kept writing for too long.
            RuntimeError: this thread is writing already.
        """
        self._check_process()
        with self._lock, WriteSession(self._backend.writer, self.anchor, self.name) as session:
            self._backend.begin(session.connection())
            yield session
            session.commit()

    @contextmanager
    def reshape(self) -> Iterator[Session]:
        """`write` for a change of the schema: foreign keys rest, and are checked as a whole before the commit.

        Raises:
            Busy: somebody else kept writing for too long.
            ValueError: the change would leave a row that refers to one that is not there.
        """
        self._check_process()
        with self._lock, self._backend.writer.connect() as connection, self._backend.reshaping(connection):
            with WriteSession(connection, self.anchor, self.name) as session:
                self._backend.begin(session.connection())
                yield session
                self._backend.check(session.connection())
                session.commit()

    @contextmanager
    def settled(self) -> Iterator[tuple[Session, bytes | None]]:
        """A read session and the content of the anchor that belongs to it, both from between two writes.

        Writes go on while they are used.
        """
        with self.read() as session:
            with self.paused():
                self._backend.snapshot(session.connection())
                content = self.anchor.content()
            yield session, content

    @contextmanager
    def paused(self, timeout: float = TIMEOUT) -> Iterator[None]:
        """Let nobody write meanwhile.

        Raises:
            Busy: somebody kept writing for `timeout` seconds.
        """
        self._lock.acquire(timeout)
        try:
            yield
        finally:
            self._lock.release()

    def scrub(self) -> None:
        """Take out of the files what was deleted, as far as the database can; to be called after a deletion.

        SQLite overwrites what is deleted (`secure_delete`) and empties its write-ahead log here, unless somebody is
        still reading an older moment. PostgreSQL keeps it until its own vacuum, and its log for as long as it is set.
        """
        self._check_process()
        with self._lock:
            self._backend.scrub()

    def warnings(self) -> tuple[str, ...]:
        """What the administrator should know about this database, one sentence each."""
        return self._backend.warnings()

    def close(self) -> None:
        """Let go of all connections and locks; harmless when done twice."""
        ours = os.getpid() == self._process
        self._backend.writer.dispose(close=ours)
        self._backend.reader.dispose(close=ours)
        self._lock.close()
        self._presence.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _check_process(self) -> None:
        if os.getpid() != self._process:
            raise RuntimeError(
                f"The database '{self.name}' was opened before this process was forked: open it again here."
            )


def check_name(name: str) -> None:
    """Refuse what cannot be the name of a file and of a schema.

    Raises:
        ValueError: the name cannot be used.
    """
    if not NAME.fullmatch(name) or name in RESERVED or name.startswith("pg_"):
        raise ValueError(
            f"{name!r} cannot name a database: use lower-case letters, digits, '_' and '-', a letter first."
        )
