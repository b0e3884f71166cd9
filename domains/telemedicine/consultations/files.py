"""Files of visits: one that no visit refers to any more is deleted."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.blobs import BlobStore
from domains.telemedicine.store import MediaRow


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


def _old(path: Path, age: float) -> bool:
    return time.time() - path.stat().st_mtime > age
