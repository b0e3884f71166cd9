"""One archive file of a whole home, made while writes go on. `restore`, the way back, is in `data.restore`.

Databases come first, each as one moment with the audit anchor that belongs to it, and files after them: a file is
stored before the row that names it, so every file that an archived row names is there, unless it was deleted since.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from sqlalchemy.orm import Session

from data import dump, postgres
from data.actor import SYSTEM, Actor, Role, require
from data.anchor import Anchored, encode
from data.archive import ArchiveWriter
from data.audit import append
from data.blobs import DIGEST
from data.database import VARIABLE, Database
from data.lock import Busy
from data.restore import RestoreReport, restore
from data.types import utcnow

__all__ = ["BackupRefused", "BackupReport", "RestoreReport", "backup", "restore"]

SUITE = "suite"
LEFT_OUT = ("databases", "anchors", "locks", "backups", "open.lock")
ATTEMPTS = 60


class BackupRefused(ValueError):
    """The backup cannot be made as asked; the sentence says why and what to do."""


@dataclass(frozen=True)
class BackupReport:
    """What a backup holds.

    Attributes:
        archive: The file.
        sha256: Digest of the whole file; kept elsewhere, it proves that an archive is this one.
        databases: The names of the databases in it.
        files: How many other files are in it, blobs among them.
        bytes: Size of the archive.
        problems: Files that were altered on disk before the backup, one sentence each.
    """

    archive: Path
    sha256: str
    databases: tuple[str, ...]
    files: int
    bytes: int
    problems: tuple[str, ...]


def backup(home: Path, target: Path, url: str | None = None, by: Actor = SYSTEM) -> BackupReport:
    """Write everything that a home holds into one archive; nothing has to stop meanwhile.

    Args:
        home: The folder of all state.
        target: The archive to be made.
        url: Address of the PostgreSQL database; `CHIRON_DATABASE_URL` when not given, SQLite when neither is.
        by: Who asks; an administrator.

    Raises:
        NotAllowed: somebody else asks.
        BackupRefused: there is nothing to back up, or the target cannot be written.
    """
    require(by, Role.ADMINISTRATOR)
    if not (home / "anchors").is_dir():
        raise BackupRefused(f"The folder {home} holds no installation: set CHIRON_HOME to the one to be backed up.")
    try:
        report = _write(home.resolve(), target.absolute(), url or os.environ.get(VARIABLE))
    except (OSError, dump.NotDumpable) as error:
        raise BackupRefused(f"The backup could not be made: {error}") from error
    _record(home, url, by, report)
    return report


def _write(home: Path, target: Path, address: str | None) -> BackupReport:
    with ArchiveWriter(target) as archive, tempfile.TemporaryDirectory(dir=target.parent, prefix=".chiron-") as scratch:
        taken = _schemas if address else _sqlite_files
        names = taken(home, archive, Path(scratch), address or "")
        before = len(archive.entries)
        problems = tuple(_files(home, archive, Path(scratch), leave=target))
        kind = "postgresql" if address else "sqlite"
        files = len(archive.entries) - before
        sha256 = archive.finish({"kind": kind, "databases": names, "made_at": utcnow().isoformat()})
    return BackupReport(target, sha256, tuple(names), files, target.stat().st_size, problems)


def _record(home: Path, url: str | None, by: Actor, report: BackupReport) -> None:
    if SUITE not in report.databases:
        return
    detail = {"archive": report.archive.name, "sha256": report.sha256}
    with Database.open(SUITE, home, url) as database, database.write() as session:
        append(session, by, "backup.make", "suite", detail)


def _sqlite_files(home: Path, archive: ArchiveWriter, scratch: Path, _address: str) -> list[str]:
    names = sorted(path.stem for path in (home / "databases").glob("*.db"))
    for name in names:
        copy = scratch / f"{name}.db"
        with Database.open(name, home) as database:
            with database.settled() as (session, anchored):
                _copy_sqlite(session, copy)
            _anchor(archive, database, anchored)
        with copy.open("rb") as content:
            archive.add(f"home/databases/{name}.db", content)
        copy.unlink()
    return names


def _copy_sqlite(session: Session, copy: Path) -> None:
    """SQLite's own backup, from the snapshot that the session holds open."""
    source: Any = session.connection().connection.dbapi_connection
    with closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")


def _schemas(home: Path, archive: ArchiveWriter, scratch: Path, address: str) -> list[str]:
    engine = postgres.reader(postgres.parse(address), "pg_catalog")
    try:
        with engine.connect() as connection:
            names = dump.schemas(connection)
        with ExitStack() as stack, engine.connect() as connection:
            databases = [stack.enter_context(Database.open(name, home, address)) for name in names]
            for database, anchored in _one_moment(databases, connection):
                _anchor(archive, database, anchored)
            for name in names:
                _schema(connection, name, archive, scratch)
    finally:
        engine.dispose()
    return names


def _one_moment(databases: list[Database], connection: Any) -> list[tuple[Database, Anchored | None]]:
    """Begin one transaction for all schemas while nobody writes, and take the anchors that belong to it.

    A thread may write to two databases at once, so waiting for all of them together could block for good: it is tried
    for a short time, and again.
    """
    for attempt in range(ATTEMPTS):
        with ExitStack() as stack:
            try:
                for database in databases:
                    stack.enter_context(database.paused(timeout=0.5))
            except Busy:
                time.sleep(0.01 * (attempt + 1))
                continue
            dump.exactly(connection)
            connection.exec_driver_sql("SELECT count(*) FROM pg_catalog.pg_class")
            return [(database, database.anchor.read()) for database in databases]
    raise Busy("The suite has been writing without a pause: try the backup again when it is less busy.")


def _schema(connection: Any, name: str, archive: ArchiveWriter, scratch: Path) -> None:
    definition = dump.define(connection, name)
    archive.add(f"postgresql/{name}/definition.json", io.BytesIO(json.dumps(definition).encode()))
    for number, table in enumerate(definition["tables"]):
        with tempfile.TemporaryFile(dir=scratch) as rows:
            dump.copy_out(connection, table, rows)
            rows.seek(0)
            archive.add(f"postgresql/{name}/{number}.copy", rows)


def _anchor(archive: ArchiveWriter, database: Database, anchored: Anchored | None) -> None:
    if anchored is not None:
        archive.add(f"home/anchors/{database.anchor.path.name}", io.BytesIO(encode(anchored)))
    alarms = "".join(f"{alarm}\n" for alarm in database.anchor.alarms())
    if alarms:
        archive.add(f"home/anchors/{database.anchor.alarm_path.name}", io.BytesIO(alarms.encode()))


def _files(home: Path, archive: ArchiveWriter, scratch: Path, leave: Path) -> Iterator[str]:
    """Add all other files; yields a sentence for each blob whose content does not fit its name."""
    for path in _walk(home):
        if path == leave:
            continue
        name = f"home/{path.relative_to(home).as_posix()}"
        with tempfile.TemporaryFile(dir=scratch) as copy:
            if not _copy(path, copy):
                continue
            digest = archive.add(name, copy).sha256
        if DIGEST.fullmatch(path.name) and path.parent.name == path.name[:2] and digest != path.name:
            yield f"The file {path} was altered on disk before this backup: restore it from an older one."


def _copy(path: Path, copy: IO[bytes]) -> bool:
    """A copy whose size can change no more; false where the file is gone."""
    try:
        with path.open("rb") as content:
            shutil.copyfileobj(content, copy)
    except FileNotFoundError:
        return False
    copy.seek(0)
    return True


def _walk(home: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(home):
        top = Path(folder) == home
        folders[:] = sorted(name for name in folders if not name.startswith(".") and not (top and name in LEFT_OUT))
        for name in sorted(files):
            path = Path(folder) / name
            if not name.startswith(".") and not (top and name in LEFT_OUT) and path.is_file() and not path.is_symlink():
                yield path
