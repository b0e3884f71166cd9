"""Reads an archive of `data.archive`, and refuses one that is not byte for byte as it was written."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO, Any, Self

from data.archive import CHUNK, FORMAT, MANIFEST, SEAL, VERSION, Entry, header


class ArchiveRefused(ValueError):
    """The file is no archive of this suite, or not as it was written; the sentence says which."""


class ArchiveReader:
    """An archive whose seal and manifest fit; each file's digest is checked once more while it is read.

    Raises:
        ArchiveRefused: the file is no archive, was cut or was altered.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise ArchiveRefused(f"The archive {path} cannot be read: {error.strerror}.") from error
        try:
            self._members = self._index()
            self.manifest = self._manifest()
        except (tarfile.TarError, EOFError, ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
            self._file.close()
            raise self._refusal(str(error)) from error
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def files(self) -> Iterator[tuple[str, Entry]]:
        """Name and entry of each file, in the order in which they lie in the archive."""
        yield from ((name, self._entry(name)) for name in self._members if name not in (MANIFEST, SEAL))

    def copy(self, name: str, into: IO[bytes]) -> None:
        """Write a file's content.

        Raises:
            ArchiveRefused: the content does not fit the manifest.
        """
        member, entry = self._members[name], self._entry(name)
        hasher, left = hashlib.sha256(), member.size
        self._file.seek(member.offset_data)
        while left and (chunk := self._file.read(min(left, CHUNK))):
            hasher.update(chunk)
            into.write(chunk)
            left -= len(chunk)
        if left or hasher.hexdigest() != entry.sha256:
            raise self._refusal(f"the file {name} does not fit its digest")

    def read(self, name: str) -> bytes:
        """A file's content; see `copy`."""
        content = io.BytesIO()
        self.copy(name, content)
        return content.getvalue()

    def _entry(self, name: str) -> Entry:
        return Entry(**self.manifest["files"][name])

    def _refusal(self, reason: str) -> ArchiveRefused:
        return ArchiveRefused(f"The archive {self.path} was altered or is not whole ({reason}): use another backup.")

    def _index(self) -> dict[str, tarfile.TarInfo]:
        with tarfile.open(fileobj=self._file, mode="r:") as tar:
            members = tar.getmembers()
        for member in members:
            _check_member(member)
        index = {member.name: member for member in members}
        if len(index) != len(members) or [member.name for member in members[-2:]] != [MANIFEST, SEAL]:
            raise ValueError("its files are not those that were written")
        self._check_seal(index[SEAL])
        return index

    def _check_seal(self, seal: tarfile.TarInfo) -> None:
        self._file.seek(0)
        hasher, left = hashlib.sha256(), seal.offset
        while left and (chunk := self._file.read(min(left, CHUNK))):
            hasher.update(chunk)
            left -= len(chunk)
        header_and_seal, rest = self._file.read(tarfile.BLOCKSIZE + seal.size), self._file.read(2 * tarfile.RECORDSIZE)
        expected = header(SEAL, seal.size).tobuf(tarfile.PAX_FORMAT) + hasher.hexdigest().encode()
        size = self._file.tell()
        if header_and_seal != expected or rest.strip(b"\0") or size % tarfile.RECORDSIZE or self._file.read(1):
            raise ValueError("its seal is broken")

    def _manifest(self) -> dict[str, Any]:
        member = self._members[MANIFEST]
        self._file.seek(member.offset_data)
        manifest: dict[str, Any] = json.loads(self._file.read(member.size))
        if manifest["format"] != FORMAT or manifest["version"] != VERSION:
            raise ValueError("it was written by another version of the suite")
        listed = {name: Entry(**entry) for name, entry in manifest["files"].items()}
        held = {name: member.size for name, member in self._members.items() if name not in (MANIFEST, SEAL)}
        if {name: entry.bytes for name, entry in listed.items()} != held:
            raise ValueError("its files are not those of its manifest")
        return manifest


def _check_member(member: tarfile.TarInfo) -> None:
    path = PurePosixPath(member.name)
    safe = not path.is_absolute() and ".." not in path.parts and str(path) == member.name and path.parts
    if member.type != tarfile.REGTYPE or member.issparse() or not safe or "\\" in member.name or "\0" in member.name:
        raise ValueError(f"{member.name!r} is not a file that a backup holds")
