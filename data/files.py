"""Files that are there whole or not at all, and stay when the power fails."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path
from typing import BinaryIO

PIECE = 1 << 20
sync_data = getattr(os, "fdatasync", os.fsync)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_new(path: Path, content: bytes) -> None:
    """Write a file that is not there yet, durable and for its owner alone."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def copy_whole(source: BinaryIO, path: Path) -> str:
    """Write what a file still holds to a new file, durable and for its owner alone, piece by piece; its sha256 in hex.

    What was written of it goes when that fails.
    """
    digest = hashlib.sha256()
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as file:
            while piece := source.read(PIECE):
                digest.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return digest.hexdigest()


def digest_of(path: Path) -> str:
    """The sha256 of a file in hex, read piece by piece."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_whole(path: Path, content: bytes, drafts: Path | None = None) -> None:
    """Put a file in place in one step, over what may be there.

    Args:
        path: Where it goes.
        content: What it holds.
        drafts: A folder of the same file system for the unfinished file; the file's own folder when not given.
    """
    draft = (drafts or path.parent) / f".{secrets.token_hex(16)}"
    try:
        write_new(draft, content)
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(path.parent)
