"""What goes into a backup beside the databases: anchors, blobs and every other file of a home."""

from __future__ import annotations

import io
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from data.anchor import Anchor
from data.archive import ArchiveWriter
from data.blobs import DIGEST

LEFT_OUT = ("databases", "anchors", "locks", "backups", "open.lock")


def add_anchor(archive: ArchiveWriter, anchor: Anchor, content: bytes | None) -> None:
    """Add an anchor as it was when its database was copied, and the alarms that were noticed so far."""
    if content is not None:
        archive.add(f"home/anchors/{anchor.path.name}", io.BytesIO(content))
    alarms = "".join(f"{alarm}\n" for alarm in anchor.alarms())
    if alarms:
        archive.add(f"home/anchors/{anchor.alarm_path.name}", io.BytesIO(alarms.encode()))


def add_files(home: Path, archive: ArchiveWriter) -> Iterator[str]:
    """Add every file but databases, locks, hidden files and earlier backups.

    Yields:
        A sentence for each blob whose content does not fit its name.
    """
    for path in _walk(home):
        name = f"home/{path.relative_to(home).as_posix()}"
        with tempfile.TemporaryFile(dir=archive.scratch) as copy:
            if not _copy(path, copy):
                continue
            digest = archive.add(name, copy).sha256
        if _is_blob(path) and digest != path.name:
            yield f"The file {path} was altered on disk before this backup: restore it from an older one."


def _is_blob(path: Path) -> bool:
    return bool(DIGEST.fullmatch(path.name)) and path.parent.name == path.name[:2]


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
        left_out = LEFT_OUT if Path(folder) == home else ()
        folders[:] = sorted(name for name in folders if _counts(name, left_out))
        for name in sorted(files):
            path = Path(folder) / name
            if _counts(name, left_out) and path.is_file() and not path.is_symlink():
                yield path


def _counts(name: str, left_out: tuple[str, ...]) -> bool:
    return not name.startswith(".") and name not in left_out
