"""Files of visits: which they are, and that one to which no visit refers any more is deleted."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.blobs import BlobStore
from domains.telemedicine.store import MediaRow, VisitRow


def of_kind(row: VisitRow, kind: str) -> list[MediaRow]:
    """The files of one kind, in their order."""
    return [each for each in row.media if each.kind == kind]


def beside_of(row: VisitRow, read: Callable[[str], bytes]) -> list[dict[str, Any]]:
    """What was typed and shown, as utterances to be told beside what was said."""
    found: list[dict[str, Any]] = []
    for each in of_kind(row, "chat"):
        found += json.loads(read(each.digest))
    for each in of_kind(row, "attachment"):
        lines = [line.strip() for line in str(each.facts.get("text", "")).splitlines() if line.strip()]
        found += [
            {"start": None, "end": None, "speaker": each.name, "text": line, "kind": "document"} for line in lines
        ]
    return found


def forget(session: Session, blobs: BlobStore, digests: Iterable[str]) -> None:
    """Delete those of these files that nobody refers to; the session writes, so that nobody else does meanwhile."""
    session.flush()
    for digest in set(digests):
        if session.scalar(select(MediaRow.id).where(MediaRow.digest == digest).limit(1)) is None:
            blobs.delete(digest)


def forget_strays(session: Session, blobs: BlobStore, live: Path, tokens: Iterable[str], age: float) -> int:
    """Delete what a crash left behind: files that no visit refers to, and live recordings that nobody knows.

    Args:
        session: Writes, so that nobody else does meanwhile.
        blobs: The files.
        live: Folder of the live recordings.
        tokens: Those that are known.
        age: Seconds since a file was written, before which somebody may still be about to refer to it.

    Returns:
        How many went.
    """
    known, open_ = set(session.scalars(select(MediaRow.digest))), set(tokens)
    files = [(digest, blobs.path(digest)) for digest in blobs.digests() if digest not in known]
    strays = [digest for digest, path in files if _old(path, age)]
    for digest in strays:
        blobs.delete(digest)
    lost = [path for path in (live.iterdir() if live.is_dir() else ()) if path.name not in open_ and _old(path, age)]
    for path in lost:
        path.unlink(missing_ok=True)
    return len(strays) + len(lost)


def forget_folders(place: Path, known: Collection[str]) -> None:
    """Delete the folders of visits that are gone; ``known`` holds the numbers of those that are there."""
    for folder in place.iterdir() if place.is_dir() else ():
        if folder.name not in known:
            shutil.rmtree(folder, ignore_errors=True)


def forget_old(place: Path, age: float) -> None:
    """Delete files in the folders of visits into which nothing was written for so many seconds."""
    for path in [path for path in place.glob("*/*") if _old(path, age)]:
        path.unlink(missing_ok=True)


def _old(path: Path, age: float) -> bool:
    return time.time() - path.stat().st_mtime > age
