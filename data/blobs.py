"""Files by their content: the name of a blob is its sha256, which is checked on every read."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from data.files import copy_whole, digest_of, sync_folder, write_whole

DIGEST = re.compile(r"[0-9a-f]{64}")
STALE_SECONDS = 3600.0


class BlobMissing(LookupError):
    """There is no blob of that name."""


class BlobCorrupt(ValueError):
    """The blob's content does not fit its name; restore it from a backup."""


class BlobStore:
    """A folder of blobs, in 256 shards; a blob is written whole or not at all, and never changed.

    Attributes:
        root: The folder.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._incoming = root / ".incoming"
        self._incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._sweep()

    def put(self, data: bytes) -> str:
        """Keep the bytes and return their digest (hex); what is there already is kept, unless it is corrupt."""
        digest = hashlib.sha256(data).hexdigest()
        path = self._path(digest)
        if not self._holds(path, digest):
            self._write(path, data)
        return digest

    def put_file(self, source: Path | BinaryIO) -> str:
        """Keep a file of any size and return its digest (hex), with no more of it in memory than a piece.

        It is copied and digested in one pass, so that a file which changes meanwhile is kept as it was read.

        Args:
            source: A file, or one that is open for reading and is read from where it stands to its end.
        """
        draft = self._incoming / f".{secrets.token_hex(16)}"
        try:
            digest = self._copied(source, draft)
            path = self._path(digest)
            if not self._holds(path, digest):
                self._make_shard(path)
                os.replace(draft, path)
                sync_folder(path.parent)
        finally:
            draft.unlink(missing_ok=True)
        return digest

    def path(self, digest: str) -> Path:
        """Where a blob lies, for whoever reads it in parts; it must not be written to.

        Its content is not read here: whoever must know that it was not altered asks `check`.

        Raises:
            BlobMissing: there is no such blob.
        """
        if not self.has(digest):
            raise BlobMissing(_missing(digest))
        return self._path(digest)

    def check(self, digest: str) -> None:
        """Read a blob of any size piece by piece and compare it with its name.

        Raises:
            BlobMissing: there is no such blob.
            BlobCorrupt: its content was altered.
        """
        if digest_of(self.path(digest)) != digest:
            raise BlobCorrupt(f"The file {digest} was altered on disk: restore it from a backup.")

    def get(self, digest: str) -> bytes:
        """The bytes of that digest.

        Raises:
            BlobMissing: there is no such blob.
            BlobCorrupt: its content was altered.
        """
        if not DIGEST.fullmatch(digest):
            raise BlobMissing(_missing(digest))
        try:
            data = self._path(digest).read_bytes()
        except FileNotFoundError as error:
            raise BlobMissing(_missing(digest)) from error
        if hashlib.sha256(data).hexdigest() != digest:
            raise BlobCorrupt(f"The file {digest} was altered on disk: restore it from a backup.")
        return data

    def delete(self, digest: str) -> None:
        """Forget a blob, or nothing where there is none; only its owner knows that nothing refers to it."""
        if DIGEST.fullmatch(digest):
            self._path(digest).unlink(missing_ok=True)

    def has(self, digest: str) -> bool:
        """Whether a blob of that name is there; its content is checked by `get`."""
        return bool(DIGEST.fullmatch(digest)) and self._path(digest).is_file()

    def digests(self) -> Iterator[str]:
        """All names, in order."""
        for shard in sorted(self.root.glob("[0-9a-f][0-9a-f]")):
            yield from sorted(path.name for path in shard.iterdir() if DIGEST.fullmatch(path.name))

    def size(self) -> int:
        """Bytes of all blobs together."""
        return sum(self._path(digest).stat().st_size for digest in self.digests())

    def _path(self, digest: str) -> Path:
        return self.root / digest[:2] / digest

    def _holds(self, path: Path, digest: str) -> bool:
        try:
            return digest_of(path) == digest
        except FileNotFoundError:
            return False

    def _write(self, path: Path, data: bytes) -> None:
        self._make_shard(path)
        write_whole(path, data, drafts=self._incoming)

    def _copied(self, source: Path | BinaryIO, draft: Path) -> str:
        if not isinstance(source, Path):
            return copy_whole(source, draft)
        with source.open("rb") as file:
            return copy_whole(file, draft)

    def _make_shard(self, path: Path) -> None:
        if not path.parent.is_dir():
            path.parent.mkdir(mode=0o700, exist_ok=True)
            sync_folder(self.root)

    def _sweep(self) -> None:
        for draft in self._incoming.iterdir():
            try:
                if time.time() - draft.stat().st_mtime > STALE_SECONDS:
                    draft.unlink(missing_ok=True)
            except FileNotFoundError:
                continue


def _missing(digest: str) -> str:
    if not DIGEST.fullmatch(digest):
        return f"{digest[:80]!r} is not the name of a blob: 64 hexadecimal digits are."
    return f"The file {digest} is missing: restore it from a backup."
