"""One archive file of a whole home, made while writes go on. `restore`, the way back, is in `data.restore`.

Databases come first, each as one moment with the audit anchor that belongs to it, and files after them: a file is
stored before the row that names it, so every file that an archived row names is there, unless it was deleted since.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from data import schemas
from data.actor import SYSTEM, Actor, Role, require
from data.archive import ArchiveWriter
from data.audit import append
from data.database import VARIABLE, Database, DatabaseUnusable
from data.dump import NotDumpable
from data.gather import add_anchor, add_files
from data.restore import RestoreReport, restore
from data.types import utcnow

__all__ = ["BackupRefused", "BackupReport", "RestoreReport", "backup", "restore"]

SUITE = "suite"


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
        _record(home, url, by, report)
    except (OSError, SQLAlchemyError, DatabaseUnusable, NotDumpable) as error:
        raise BackupRefused(f"The backup could not be made: {error}") from error
    return report


def _write(home: Path, target: Path, address: str | None) -> BackupReport:
    with ArchiveWriter(target) as archive:
        kind = "postgresql" if address else "sqlite"
        names = schemas.take(home, archive, address) if address else _take_files(home, archive)
        before = len(archive.entries)
        problems = tuple(add_files(home, archive))
        files = len(archive.entries) - before
        sha256 = archive.finish({"kind": kind, "databases": names, "made_at": utcnow().isoformat()})
    return BackupReport(target, sha256, tuple(names), files, target.stat().st_size, problems)


def _record(home: Path, url: str | None, by: Actor, report: BackupReport) -> None:
    if SUITE not in report.databases:
        return
    detail = {"archive": report.archive.name, "sha256": report.sha256}
    with Database.open(SUITE, home, url) as database, database.write() as session:
        append(session, by, "backup.make", "suite", detail)


def _take_files(home: Path, archive: ArchiveWriter) -> list[str]:
    """All SQLite files, each with its anchor."""
    names = sorted(path.stem for path in (home / "databases").glob("*.db"))
    for name in names:
        copy = archive.scratch / f"{name}.db"
        with Database.open(name, home) as database:
            with database.settled() as (session, anchor):
                _copy_sqlite(session, copy)
            add_anchor(archive, database.anchor, anchor)
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
