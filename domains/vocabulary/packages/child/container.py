"""The zip archive around a collection: what is in it is checked before anything of it is unpacked."""

import json
import stat
import struct
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any

import zstandard

from core.intake.refusal import Code, Refused
from domains.vocabulary.packages.child import messages, protobuf
from domains.vocabulary.packages.limits import MEBI, Limits

LOCAL = struct.Struct("<4s22xHH")
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
SMALL = 64 * MEBI
WINDOW = 128 * MEBI
NAME = 240
BROKEN = "The package is damaged or cut short; export it from Anki, or download it, again."
BOMB = "The package unpacks to far more than any deck needs, so it is damaged or made to do harm; export it again."
CLIMBS = "A file of the package has a name that leads out of its folder, so it is made to do harm; export it again."
NO_PACKAGE = "The file is no Anki package (.apkg); export the deck from Anki with File > Export and send that file."
WHOLE = "collection.anki21b", "collection.anki21", "collection.anki2"


@dataclass(frozen=True)
class Entry:
    """A file of the archive that is a picture or a sound: how it is called, and where it lies."""

    name: str
    file: str


class Container:
    """A package, opened and checked.

    Raises:
        Refused: it is no package, or one that is made to do harm.
    """

    def __init__(self, file: IO[bytes], limits: Limits) -> None:
        self._limits = limits
        self._file = file
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, struct.error) as error:
            raise Refused(Code.KIND, NO_PACKAGE) from error
        self._entries = {entry.filename: entry for entry in self._zip.infolist()}
        self._check()
        self.collection = next((name for name in WHOLE if name in self._entries), None)
        if self.collection is None:
            raise Refused(Code.KIND, NO_PACKAGE)
        self.modern = self.collection == WHOLE[0]
        self._refuse_unknown_version()

    def _check(self) -> None:
        entries = self._zip.infolist()
        if len(entries) > self._limits.entries:
            words = f"The package holds {len(entries):,} files and at most {self._limits.entries:,} are taken"
            raise Refused(Code.LENGTH, f"{words}; export its decks one by one.")
        if len(self._entries) != len(entries):
            raise Refused(Code.MALFORMED, BROKEN)
        for entry in entries:
            _check_entry(entry)
        self._refuse_bombs(entries)

    def _refuse_bombs(self, entries: list[zipfile.ZipInfo]) -> None:
        unpacked, packed = sum(e.file_size for e in entries), sum(e.compress_size for e in entries)
        if unpacked > self._limits.unpacked or (unpacked > SMALL and unpacked > self._limits.ratio * max(packed, 1)):
            raise Refused(Code.RATIO, BOMB)
        end = 0
        for entry in sorted(entries, key=lambda each: each.header_offset):
            if entry.header_offset < end:
                raise Refused(Code.RATIO, BOMB)
            end = self._end(entry)

    def _end(self, entry: zipfile.ZipInfo) -> int:
        self._file.seek(entry.header_offset)
        head = self._file.read(LOCAL.size)
        if len(head) != LOCAL.size or head[:4] != b"PK\3\4":
            raise Refused(Code.TRUNCATED, BROKEN)
        _, name, extra = LOCAL.unpack(head)
        return entry.header_offset + LOCAL.size + int(name) + int(extra) + entry.compress_size

    def _refuse_unknown_version(self) -> None:
        if "meta" not in self._entries:
            return
        version = protobuf.read(self._read("meta", 4096), messages.META)["version"]
        if version > 3:
            raise Refused(
                Code.KIND, "The package is of a newer kind than is known here; export it for older versions of Anki."
            )

    def database(self) -> bytes:
        """The collection's database, unpacked."""
        assert self.collection is not None  # noqa: S101
        return self._content(self.collection, self._limits.collection, packed=self.modern)

    def media(self) -> Iterator[Entry]:
        """The pictures and sounds that the package lists and holds."""
        if "media" not in self._entries:
            return
        listed = self._content("media", 32 * MEBI, packed=self.modern)
        names = list(_modern_names(listed) if self.modern else _legacy_names(listed))
        if len(names) > self._limits.entries:
            words = f"The package lists {len(names):,} media files and at most {self._limits.entries:,} are taken"
            raise Refused(Code.LENGTH, f"{words}; export its decks one by one.")
        for file, name in names:
            if file in self._entries:
                yield Entry(safe(name), file)

    def content(self, entry: Entry) -> bytes:
        """A picture or sound, unpacked.

        Raises:
            Refused: it is damaged or too large.
        """
        return self._content(entry.file, self._limits.media, packed=self.modern)

    def _content(self, name: str, most: int, packed: bool) -> bytes:
        content = self._read(name, most)
        return unzstd(content, most) if packed else content

    def _read(self, name: str, most: int) -> bytes:
        entry = self._entries[name]
        if entry.file_size > most:
            words = (
                f"A file of the package has {entry.file_size / MEBI:.0f} MiB and at most {most / MEBI:.0f} are taken"
            )
            raise Refused(Code.BYTES, f"{words}; make it smaller in Anki and export again.")
        try:
            return self._zip.read(entry)
        except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
            raise Refused(Code.TRUNCATED, BROKEN) from error
        except Exception as error:  # zlib.error is raised by any damaged stream
            raise Refused(Code.MALFORMED, BROKEN) from error


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    mode = entry.external_attr >> 16
    if name.startswith(("/", "\\")) or ":" in name[:2] or ".." in name.replace("\\", "/").split("/"):
        raise Refused(Code.MALFORMED, CLIMBS)
    if stat.S_ISLNK(mode):
        raise Refused(Code.MALFORMED, "The package holds a link in place of a file; export it from Anki again.")
    if entry.flag_bits & 0x1:
        raise Refused(Code.CODEC, "The package is encrypted; export it from Anki without a password.")
    if entry.compress_type not in METHODS:
        raise Refused(
            Code.CODEC, "The package is compressed in a way that Anki does not use; export it from Anki again."
        )


def unzstd(content: bytes, most: int) -> bytes:
    """A zstd frame (RFC 8878), unpacked up to a bound.

    Raises:
        Refused: it is damaged or longer.
    """
    try:
        reader = zstandard.ZstdDecompressor(max_window_size=WINDOW).stream_reader(content, read_across_frames=True)
        parts, size = [], 0
        while part := reader.read(min(MEBI, most + 1 - size)):
            parts.append(part)
            size += len(part)
            if size > most:
                raise Refused(Code.RATIO, BOMB)
        return b"".join(parts)
    except zstandard.ZstdError as error:
        raise Refused(Code.MALFORMED, BROKEN) from error


def _legacy_names(listed: bytes) -> Iterator[tuple[str, str]]:
    try:
        names = json.loads(listed or b"{}")
    except (ValueError, RecursionError) as error:
        raise Refused(Code.MALFORMED, BROKEN) from error
    if not isinstance(names, Mapping) or not all(isinstance(name, str) for name in names.values()):
        raise Refused(Code.MALFORMED, BROKEN)
    yield from names.items()


def _modern_names(listed: bytes) -> Iterator[tuple[str, str]]:
    try:
        entries: list[dict[str, Any]] = protobuf.read(listed, messages.MEDIA)["entries"]
    except (ValueError, UnicodeDecodeError) as error:
        raise Refused(Code.MALFORMED, BROKEN) from error
    for position, entry in enumerate(entries):
        yield str(position if entry["file"] is None else entry["file"]), entry["name"]


def safe(name: str) -> str:
    """A media name that names a file and nothing else, composed (NFC).

    Raises:
        Refused: it leads out of its folder or cannot be a name.
    """
    name = unicodedata.normalize("NFC", name)
    if not name or name in (".", "..") or any(c in "/\\" or ord(c) < 32 for c in name) or name[1:2] == ":":
        raise Refused(Code.MALFORMED, CLIMBS)
    if len(name.encode("utf-8", "replace")) > NAME:
        raise Refused(Code.MALFORMED, "A media file of the package has a name that is too long; rename it in Anki.")
    return name
