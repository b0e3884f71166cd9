"""Brings a home back from an archive: whole or not at all, and never over a suite that is running."""

from __future__ import annotations

import ctypes
import io
import json
import os
import secrets
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from data import dump, postgres
from data.actor import SYSTEM, Actor, Role, require
from data.anchor import sync_folder
from data.archive import ArchiveReader, ArchiveRefused
from data.audit import append, verify
from data.database import VARIABLE, Database, check_name
from data.lock import FileLock
from data.types import utcnow

SUITE = "suite"
BACKUPS = "backups"
AT_FDCWD = -100
RENAME_EXCHANGE = 2


class RestoreRefused(ValueError):
    """The archive cannot be restored there; the sentence says why and what to do. Nothing was changed."""


@dataclass(frozen=True)
class RestoreReport:
    """What a restore brought back.

    Attributes:
        home: The folder of all state.
        databases: The names of the databases.
        files: How many files, databases and anchors among them.
        bytes: Their size together.
        replaced: Where the home that was there before lies now; None where there was none.
        problems: What is wrong with the audit chains, as it was when the backup was made.
    """

    home: Path
    databases: tuple[str, ...]
    files: int
    bytes: int
    replaced: Path | None
    problems: tuple[str, ...]


def restore(archive: Path, home: Path, url: str | None = None, by: Actor = SYSTEM) -> RestoreReport:
    """Bring back what an archive holds, in place of what the home holds now; that is kept beside it.

    Args:
        archive: Made by `data.backup.backup`.
        home: The folder of all state: missing, empty, or an installation that is not running.
        url: Address of the PostgreSQL database; `CHIRON_DATABASE_URL` when not given, SQLite when neither is.
        by: Who asks; an administrator.

    Raises:
        NotAllowed: somebody else asks.
        ArchiveRefused: the archive was altered or is not whole.
        RestoreRefused: it does not fit, or the home cannot be replaced.
    """
    require(by, Role.ADMINISTRATOR)
    home, address = home.absolute(), url or os.environ.get(VARIABLE)
    with ArchiveReader(archive) as source, _alone(home):
        names = _names(source, address)
        with _unpacked(source, home) as staging:
            if address:
                _load(source, names, address)
            replaced = _swap(staging, home)
        entries = [entry for _, entry in source.files()]
    problems = _after(home, names, url, by, archive)
    return RestoreReport(home, names, len(entries), sum(entry.bytes for entry in entries), replaced, problems)


def _names(source: ArchiveReader, address: str | None) -> tuple[str, ...]:
    kind, names = source.manifest.get("kind"), source.manifest.get("databases")
    if kind == "postgresql" and not address:
        raise RestoreRefused(
            f"The archive holds PostgreSQL schemas: set {VARIABLE} to the database to restore them into."
        )
    if kind == "sqlite" and address:
        raise RestoreRefused(f"The archive holds SQLite files: restore it without {VARIABLE}.")
    if kind not in ("sqlite", "postgresql") or not isinstance(names, list):
        raise ArchiveRefused(f"The archive {source.path} does not say what it holds: use another backup.")
    for name in names:
        check_name(str(name))
    return tuple(names)


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Make sure that the home may be replaced and that nobody has it open."""
    if not home.exists() or not any(home.iterdir()):
        yield
        return
    if not (home / "anchors").is_dir():
        raise RestoreRefused(f"The folder {home} holds other things: choose an empty one.")
    lock = FileLock(home / "open.lock")
    try:
        if not lock.try_lock():
            raise RestoreRefused(f"The suite is running on {home}: stop it first.")
        yield
    finally:
        lock.close()


@contextmanager
def _unpacked(source: ArchiveReader, home: Path) -> Iterator[Path]:
    """The archived home in a folder beside the one that it is to replace; what is left of it at the end is removed."""
    import shutil

    home.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    staging = home.with_name(f".{home.name}.restoring-{secrets.token_hex(4)}")
    staging.mkdir(mode=0o700)
    try:
        for name, _ in source.files():
            if name.startswith("home/"):
                _unpack(source, name, staging / name.removeprefix("home/"))
        (staging / "anchors").mkdir(mode=0o700, exist_ok=True)
        for folder, _, _ in os.walk(staging):
            sync_folder(Path(folder))
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _unpack(source: ArchiveReader, name: str, path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        source.copy(name, file)
        file.flush()
        os.fsync(file.fileno())


def _load(source: ArchiveReader, names: tuple[str, ...], address: str) -> None:
    """All schemas in one transaction: either all are replaced or none."""
    engine = postgres.writer(postgres.parse(address), "pg_catalog")
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql("SET LOCAL lock_timeout = '10s'")
            dump.exactly(connection)
            for name in names:
                _load_schema(connection, source, name)
    except DBAPIError as error:
        raise RestoreRefused(f"PostgreSQL refused the archive, and nothing was changed: {error.orig}") from error
    finally:
        engine.dispose()


def _load_schema(connection: Connection, source: ArchiveReader, name: str) -> None:
    postgres.take_lock(connection, name)
    definition = json.load(io.BytesIO(source.read(f"postgresql/{name}/definition.json")))
    dump.make(connection, definition)
    for number, table in enumerate(definition["tables"]):
        with tempfile.TemporaryFile() as rows:
            source.copy(f"postgresql/{name}/{number}.copy", rows)
            rows.seek(0)
            dump.copy_in(connection, table, rows)
    dump.finish(connection, definition)


def _swap(staging: Path, home: Path) -> Path | None:
    """Put the restored home in place in one step; returns where the one before lies now."""
    replaced = None
    try:
        if home.exists() and any(home.iterdir()):
            _exchange(staging, home)
            replaced = home.with_name(f"{home.name}.replaced-{utcnow():%Y%m%dT%H%M%S%f}")
            os.rename(staging, replaced)
            _keep_backups(replaced, home)
        else:
            os.rename(staging, home)
    except OSError as error:
        raise RestoreRefused(
            f"The folder {home} cannot be replaced ({error.strerror}): restore into another one."
        ) from error
    sync_folder(home.parent)
    return replaced


def _keep_backups(replaced: Path, home: Path) -> None:
    """Backups are no part of a backup: they stay where they were."""
    if (replaced / BACKUPS).is_dir():
        os.rename(replaced / BACKUPS, home / BACKUPS)


def _exchange(one: Path, other: Path) -> None:
    """Let two folders change names: in one step on Linux, elsewhere so that neither is ever lost."""
    if sys.platform == "linux":
        rename = ctypes.CDLL(None, use_errno=True).renameat2
        if rename(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE) == 0:
            return
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    between = one.with_name(f"{one.name}-before")
    os.rename(other, between)
    os.rename(one, other)
    os.rename(between, one)


def _after(home: Path, names: tuple[str, ...], url: str | None, by: Actor, archive: Path) -> tuple[str, ...]:
    """Check the chains that came back, and record the restore."""
    problems: list[str] = []
    for name in names:
        with Database.open(name, home, url) as database:
            problems += [f"{name}: {problem}" for problem in verify(database).problems]
            if name == SUITE:
                with database.write() as session:
                    append(session, by, "backup.restore", "suite", {"archive": archive.name})
    return tuple(problems)
