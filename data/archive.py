"""One archive file: a plain tar whose manifest names every file's sha256, and whose seal covers every byte before it.

The tar is uncompressed on purpose: films hardly shrink, and an archive can never unfold into more than it is.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import tarfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any, NamedTuple, Self

from data.files import sync_folder
from data.lock import FileLock

FORMAT = "chiron-backup"
VERSION = 1
MANIFEST = "manifest.json"
SEAL = "seal"
CHUNK = 1 << 20


class Entry(NamedTuple):
    """What the manifest says of one file."""

    sha256: str
    bytes: int


class _Hashing(io.RawIOBase):
    """Passes on and hashes what is read or written, counting it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.sha256 = hashlib.sha256()
        self.bytes = 0

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.bytes

    def write(self, data: Any) -> int:
        self._count(data)
        return self._file.write(data)

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self._count(data)
        return data

    def _count(self, data: Any) -> None:
        self.sha256.update(data)
        self.bytes += len(data)


class ArchiveWriter:
    """Writes an archive beside its target and puts it in place when it is whole; left early, nothing stays.

    What a killed writer left behind is swept out by the next one with the same target.

    Attributes:
        scratch: A folder beside the target for what has to be copied first.
        entries: What was added so far.

    Raises:
        FileExistsError: there is a file of that name already, or it is being written.
    """

    def __init__(self, target: Path) -> None:
        if target.exists():
            raise FileExistsError(f"There is a file {target} already: choose another name.")
        self._target = target
        self._draft = target.with_name(f".{target.name}.part")
        self.scratch = target.with_name(f".{target.name}.scratch")
        self._lock = FileLock(self._draft)
        if not self._lock.try_lock():
            self._lock.close()
            raise FileExistsError(f"The file {target} is being written: wait, or choose another name.")
        shutil.rmtree(self.scratch, ignore_errors=True)
        self.scratch.mkdir(mode=0o700)
        self._file = self._draft.open("wb")
        self._stream = _Hashing(self._file)
        self._tar = tarfile.open(fileobj=self._stream, mode="w", format=tarfile.PAX_FORMAT)
        self.entries: dict[str, Entry] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        self._draft.unlink(missing_ok=True)
        shutil.rmtree(self.scratch, ignore_errors=True)
        self._lock.close()

    def add(self, name: str, content: IO[bytes]) -> Entry:
        """Add a file from where `content` stands to its end; its size must not change meanwhile.

        Raises:
            OSError: the file shrank.
        """
        start = content.tell()
        size = content.seek(0, os.SEEK_END) - start
        content.seek(start)
        hashing = _Hashing(content)
        self._tar.addfile(header(name, size), hashing)
        self.entries[name] = Entry(hashing.sha256.hexdigest(), size)
        return self.entries[name]

    def finish(self, facts: Mapping[str, object]) -> str:
        """Write the manifest and the seal and put the archive in place; returns the sha256 of the whole file."""
        files = {name: entry._asdict() for name, entry in self.entries.items()}
        manifest = {"format": FORMAT, "version": VERSION, **facts, "files": files}
        self._append(MANIFEST, json.dumps(manifest, indent=1, sort_keys=True).encode())
        self._append(SEAL, self._stream.sha256.hexdigest().encode())
        self._tar.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        os.replace(self._draft, self._target)
        sync_folder(self._target.parent)
        return self._stream.sha256.hexdigest()

    def _append(self, name: str, content: bytes) -> None:
        self._tar.addfile(header(name, len(content)), io.BytesIO(content))


def header(name: str, size: int) -> tarfile.TarInfo:
    """The header of a file: name and size, and nothing that tells when or by whom."""
    header = tarfile.TarInfo(name)
    header.size, header.mode = size, 0o600
    return header
