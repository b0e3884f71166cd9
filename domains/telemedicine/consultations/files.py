"""Files of visits: one that no visit refers to any more is deleted."""

from __future__ import annotations

from collections.abc import Iterable

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
