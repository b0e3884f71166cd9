"""One database for each domain and one for the suite: a SQLite file, or a schema of PostgreSQL."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import URL, Connection, Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from data import postgres, sqlite
from data.anchor import Anchor, Anchored
from data.chain import Head, head
from data.lock import TIMEOUT, FileLock, WriterLock

VARIABLE = "CHIRON_DATABASE_URL"
NAME = re.compile(r"[a-z][a-z0-9_-]{0,47}")
RESERVED = ("public", "information_schema")
BASE = "audit base"


class DatabaseUnusable(RuntimeError):
    """The database cannot be opened; the sentence says which and why."""


class WriteSession(Session):
    """A session whose commit moves the audit anchor along: intended before it, confirmed after it."""

    def __init__(self, bind: Engine | Connection, anchor: Anchor) -> None:
        super().__init__(bind, expire_on_commit=False)
        self._anchor = anchor

    def commit(self) -> None:
        """Commit; see `data.anchor` for what a crash leaves behind."""
        self.flush()
        base: Head | None = self.info.pop(BASE, None)
        ahead = head(self) if base else None
        if base and ahead and ahead != base:
            self._anchor.intend(base, ahead)
        super().commit()
        if base and ahead and ahead != base:
            self._anchor.confirm(ahead)


class Database:
    """One domain's database. A domain is given sessions, never the engine.

    Attributes:
        name: The domain's id, or `suite`.
        home: The folder of all state, where the lock and the anchor lie.
        anchor: The head of the audit chain.
        file: The SQLite file; None on PostgreSQL.
    """

    def __init__(self, name: str, home: Path, writer: Engine, reader: Engine, file: Path | None) -> None:
        self.name = name
        self.home = home
        self.file = file
        self.anchor = Anchor(home / "anchors", name)
        self._writer = writer
        self._reader = reader
        self._lock = WriterLock(_locks(home), name)
        self._presence = FileLock(home / "open.lock")
        self._process = os.getpid()

    @classmethod
    def open(cls, name: str, home: Path, url: str | None = None) -> Database:
        """Open a database and make it where it is missing; its tables come with `data.migrate.upgrade`.

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
        opened = cls._postgres(name, home, postgres.parse(address)) if address else cls._sqlite(name, home)
        try:
            opened._prepare()
        except BaseException:
            opened.close()
            raise
        return opened

    @classmethod
    def _sqlite(cls, name: str, home: Path) -> Database:
        folder = home / "databases"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / f"{name}.db"
        sqlite.touch(path)
        return cls(name, home, sqlite.writer(path), sqlite.reader(path), path)

    @classmethod
    def _postgres(cls, name: str, home: Path, url: URL) -> Database:
        return cls(name, home, postgres.writer(url, name), postgres.reader(url, name), None)

    def _prepare(self) -> None:
        if not self._presence.try_lock(shared=True):
            raise DatabaseUnusable("A restore is replacing this installation: wait until it is done, then start again.")
        try:
            with self._lock, self._writer.begin() as connection:
                if self.file is None:
                    postgres.create_schema(connection, self.name)
        except DBAPIError as error:
            where = self.file or self._writer.url.render_as_string(hide_password=True)
            raise DatabaseUnusable(f"The database {where} cannot be opened: {str(error.orig).strip()}") from error

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one moment of the database and cannot write."""
        self._check_process()
        with Session(self._reader, autoflush=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """The one writer, across threads and processes: commits at the end, rolls back on an exception.

        Raises:
            Busy: somebody else kept writing for too long.
            RuntimeError: this thread is writing already.
        """
        self._check_process()
        with self._lock, WriteSession(self._writer, self.anchor) as session:
            self._begin(session)
            yield session
            session.commit()

    @contextmanager
    def reshape(self) -> Iterator[Session]:
        """`write` for a change of the schema: SQLite's foreign keys rest, and are checked as a whole before the commit.

        Rebuilding a table drops the old one, which with foreign keys on would delete the rows that refer to it.
        """
        self._check_process()
        with self._lock, self._writer.connect() as connection, self._keys_off(connection):
            with WriteSession(connection, self.anchor) as session:
                self._begin(session)
                yield session
                self._check_keys(session)
                session.commit()

    @contextmanager
    def settled(self) -> Iterator[tuple[Session, Anchored | None]]:
        """A read session and the anchor that belongs to it, taken between two writes; writes go on while it is used.

        Raises:
            AnchorDamaged: the anchor cannot be read.
        """
        with self.read() as session:
            with self.paused():
                session.execute(text("SELECT count(*) FROM sqlite_master" if self.file else "SELECT 1"))
                anchored = self.anchor.read()
            yield session, anchored

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

    def warnings(self) -> tuple[str, ...]:
        """What the administrator should know about this database, one sentence each."""
        warning = sqlite.wal_reset_warning() if self.file else None
        return (warning,) if warning else ()

    def close(self) -> None:
        """Let go of all connections and locks; harmless when done twice."""
        keep = os.getpid() != self._process
        self._writer.dispose(close=not keep)
        self._reader.dispose(close=not keep)
        self._lock.close()
        self._presence.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _begin(self, session: Session) -> None:
        session.info["database"] = self.name
        if self.file is None:
            postgres.take_lock(session.connection(), self.name)

    @contextmanager
    def _keys_off(self, connection: Connection) -> Iterator[None]:
        driver = connection.connection.dbapi_connection
        if self.file is None or driver is None:
            yield
            return
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            yield
        finally:
            with suppress(DBAPIError):
                connection.rollback()
            driver.execute("PRAGMA foreign_keys=ON")

    def _check_keys(self, session: Session) -> None:
        if self.file is None:
            return
        broken = session.execute(text("PRAGMA foreign_key_check")).first()
        if broken:
            raise ValueError(
                f"Row {broken[1]} of the table {broken[0]} refers to a row of {broken[2]} that is not there."
            )

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


def _locks(home: Path) -> Path:
    folder = home / "locks"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
