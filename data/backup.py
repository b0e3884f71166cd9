"""One archive file of a whole home, made while writes go on, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from data.actor import SYSTEM, Actor


@dataclass(frozen=True)
class BackupReport:
    """What a backup holds."""

    archive: Path
    sha256: str
    databases: tuple[str, ...]
    files: int
    bytes: int


@dataclass(frozen=True)
class RestoreReport:
    """What a restore brought back; `problems` are those of the audit chains, as they were when the backup was made."""

    home: Path
    databases: tuple[str, ...]
    files: int
    bytes: int
    problems: tuple[str, ...]


class BackupRefused(ValueError):
    """The backup cannot be made or restored as asked; the sentence says why and what to do."""


def backup(home: Path, target: Path, url: str | None = None, by: Actor = SYSTEM) -> BackupReport:
    """Write everything that a home holds into one archive."""
    raise BackupRefused("Backups are not there yet.")


def restore(archive: Path, home: Path, url: str | None = None, by: Actor = SYSTEM) -> RestoreReport:
    """Bring back what an archive holds."""
    raise BackupRefused("Backups are not there yet.")
