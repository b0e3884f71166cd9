"""Brings a home back from an archive: whole or not at all, and never over a suite that is running."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from data import schemas
from data.actor import SYSTEM, Actor, Role, require
from data.audit import append, verify
from data.database import VARIABLE, Database, check_name
from data.files import sync_folder
from data.lock import FileLock
from data.swap import exchange
from data.types import utcnow
from data.unarchive import ArchiveReader, ArchiveRefused

SUITE = "suite"
BACKUPS = "backups"
KINDS = {
    "sqlite": f"The archive holds SQLite files: restore it without {VARIABLE}.",
    "postgresql": f"The archive holds PostgreSQL schemas: set {VARIABLE} to the database to restore them into.",
}


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
    try:
        with ArchiveReader(archive) as source, _alone(home):
            names = _names(source, address)
            staging = home.with_name(f".{home.name}.restoring-{secrets.token_hex(4)}")
            with _or_nothing(staging):
                _unpack_all(source, staging)
                if address:
                    schemas.load(source, names, address)
                swapped = _swap(staging, home)
            replaced = _set_aside(staging, home) if swapped else None
            entries = [entry for _, entry in source.files()]
    except OSError as error:
        raise RestoreRefused(f"The folder {home} cannot be replaced: {error}. Restore into another one.") from error
    except DBAPIError as error:
        raise RestoreRefused(f"PostgreSQL refused the archive, and nothing was changed: {error.orig}") from error
    problems = _after(home, names, url, by, archive)
    return RestoreReport(home, names, len(entries), sum(entry.bytes for entry in entries), replaced, problems)


def _names(source: ArchiveReader, address: str | None) -> tuple[str, ...]:
    kind, names = source.manifest.get("kind"), source.manifest.get("databases")
    if kind not in KINDS or not isinstance(names, list):
        raise ArchiveRefused(f"The archive {source.path} does not say what it holds: use another backup.")
    if (kind == "postgresql") != bool(address):
        raise RestoreRefused(KINDS[kind])
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
def _or_nothing(staging: Path) -> Iterator[None]:
    """Leave no half-made folder behind where a step fails."""
    try:
        yield
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise


def _unpack_all(source: ArchiveReader, staging: Path) -> None:
    """The archived home in a folder beside the one that it is to replace."""
    staging.mkdir(mode=0o700, parents=True)
    for name, _ in source.files():
        if name.startswith("home/"):
            _unpack(source, name, staging / name.removeprefix("home/"))
    (staging / "anchors").mkdir(mode=0o700, exist_ok=True)
    for folder, _, _ in os.walk(staging):
        sync_folder(Path(folder))


def _unpack(source: ArchiveReader, name: str, path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        source.copy(name, file)
        file.flush()
        os.fsync(file.fileno())


def _swap(staging: Path, home: Path) -> bool:
    """Put the restored home in place in one step; true where `staging` holds the one before now."""
    if home.exists() and any(home.iterdir()):
        exchange(staging, home)
        return True
    os.rename(staging, home)
    return False


def _set_aside(staging: Path, home: Path) -> Path:
    """Keep the home that was replaced; its backups are no part of a backup and stay where they were."""
    replaced = home.with_name(f"{home.name}.replaced-{utcnow():%Y%m%dT%H%M%S%f}")
    os.rename(staging, replaced)
    if (replaced / BACKUPS).is_dir():
        os.rename(replaced / BACKUPS, home / BACKUPS)
    sync_folder(home.parent)
    return replaced


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
