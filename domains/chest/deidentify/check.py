"""The last check: the bytes that are about to leave, searched for everything by which the source could be told.

It shares nothing with what removed the identifiers but the list of them: it looks at bytes, in every encoding and with
every separator, and at the structure of the file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from domains.chest.deidentify.allowance import allowance
from domains.chest.deidentify.known import TEXT_VRS, Known
from domains.chest.deidentify.parsing import parsed, quiet
from domains.chest.deidentify.refusal import StillIdentified

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

ENCODINGS = (
    *(
        "utf-8",
        "latin-1",
        "utf-16-le",
        "utf-16-be",
        "iso8859-2",
        "iso8859-5",
        "iso8859-7",
        "iso8859-9",
        "cp1251",
        "koi8-r",
    ),
    *("shift_jis", "iso2022_jp", "iso2022_jp_2", "euc_jp", "euc_kr", "iso2022_kr", "gb18030", "big5"),
)
SEPARATORS = b"\0 \t\r\n.,;:/\\-_^=+()[]{}'\"|<>#*&"
STRONG, DIGITS, AMONG_PIXELS, WEAK = 5, 6, 8, 3
MONTHS = "january february march april may june july august september october november december".split()
PIXELS = 0x7FE00010


def demand(data: bytes, wanted: Iterable[Known]) -> None:
    """Let a DICOM file pass only if nothing of the source is found in it.

    Args:
        data: The whole file as it is about to leave.
        wanted: Every identifier that is known of the source.

    Raises:
        StillIdentified: something was found.
    """
    sought = [one for one in wanted if not allowance().only_words(one.text)]
    with quiet():
        found = _found(data, sought)
    if found:
        raise StillIdentified(tuple(dict.fromkeys(found)))


def _found(data: bytes, sought: Sequence[Known]) -> list[str]:
    try:
        result = parsed(data)
        around, inside = _parted(data, result)
        return [*_structure(data, result), *_within(around, inside, sought), *_weak(texts(result), sought)]
    except ValueError:
        return ["something that cannot be followed"]


def demand_text(text: str, wanted: Iterable[Known]) -> None:
    """The same for a text that is about to leave.

    Raises:
        StillIdentified: something was found.
    """
    sought = [one for one in wanted if not allowance().only_words(one.text)]
    found = [*_within(text.encode(), b"", sought), *_weak([text], sought)]
    if found:
        raise StillIdentified(tuple(dict.fromkeys(found)))


def _parted(data: bytes, result: Dataset) -> tuple[bytes, bytes]:
    """The file without its pixels, and the pixels."""
    if PIXELS not in result:
        return data, b""
    inside = bytes(result[PIXELS].value)
    at = data.find(inside)
    return data[:at] + data[at + len(inside) :], inside


def _structure(data: bytes, result: Dataset) -> Iterator[str]:
    """What no de-identified file has: a preamble, private elements, overlays, curves, bytes behind the end."""
    if any(data[:128]):
        yield "a preamble"
    for level in _levels(result):
        if any(tag.is_private for tag in level.keys()):
            yield "a private element"
        if any(tag.group & 0xFF00 in (0x5000, 0x6000) for tag in level.keys()):
            yield "an overlay or curve"
    if max(result.keys()) > PIXELS:
        yield "something behind the pixels"


def _levels(result: Dataset) -> Iterator[Dataset]:
    levels = [result, result.file_meta]
    while levels:
        level = levels.pop()
        yield level
        levels.extend(item for element in level if element.VR == "SQ" for item in element.value or ())


def texts(result: Dataset) -> Iterator[str]:
    """Every text of a data set, one value at a time."""
    for level in _levels(result):
        for element in level:
            if element.VR in TEXT_VRS and element.value is not None:
                yield from str(element.value).split("\\")


def _within(around: bytes, inside: bytes, sought: Iterable[Known]) -> Iterator[str]:
    folded, among = around.translate(None, SEPARATORS).lower(), dict[bytes, str]()
    for one in sought:
        patterns = needles(one)
        among |= {needle.exact: one.kind for needle in patterns if len(needle.exact) >= AMONG_PIXELS}
        if any(needle.folded in folded for needle in patterns):
            yield one.kind
    for stream in (inside.lower(), inside.translate(None, b"\0").lower()) if inside else ():
        yield from (f"{kind} among the pixels" for kind in _among(stream, among))


def _among(stream: bytes, patterns: Mapping[bytes, str]) -> Iterator[str]:
    """The kinds of those patterns that stand in a long stream; one pass, however many patterns."""
    codes = np.frombuffer(stream, np.uint8).astype(np.uint16)
    pairs = codes[:-1] << 8 | codes[1:]
    starts = (
        _table(pattern[:2] for pattern in patterns)[pairs[:-2]]
        & _table(pattern[2:4] for pattern in patterns)[pairs[2:]]
    )
    for at in np.flatnonzero(starts).tolist():
        yield from (kind for pattern, kind in patterns.items() if stream.startswith(pattern, at))


def _table(pairs: Iterable[bytes]) -> NDArray[np.bool_]:
    found = np.zeros(2**16, bool)
    found[[int.from_bytes(pair) for pair in pairs]] = True
    return found


@dataclass(frozen=True)
class Needle:
    """Bytes to look for: as they would be written, and without separators; small letters where they are ASCII."""

    exact: bytes
    folded: bytes


def needles(one: Known) -> frozenset[Needle]:
    """Everything that an identifier can look like in bytes; empty where it is too short to be told from chance."""
    return frozenset(
        Needle(raw.lower(), folded)
        for spelling in spellings(one)
        for raw in _encoded(spelling)
        if _strong(folded := raw.translate(None, SEPARATORS).lower())
    )


def _strong(folded: bytes) -> bool:
    return len(folded) >= (DIGITS if folded.isdigit() else STRONG)


def _encoded(text: str) -> Iterator[bytes]:
    for encoding in ENCODINGS:
        try:
            yield text.encode(encoding)
        except UnicodeEncodeError:
            continue


def spellings(one: Known) -> set[str]:
    """How an identifier may be written: letters large and small, with and without accents, days in every order."""
    if one.kind == "date":
        return set(_day_forms(one.text))
    plain = unicodedata.normalize("NFKD", one.text).encode("ascii", "ignore").decode()
    forms = {one.text, unicodedata.normalize("NFC", one.text), unicodedata.normalize("NFD", one.text)}
    forms |= {plain} if len(plain) >= len(one.text) - 2 else set()
    return {form for each in forms for form in (each, each.lower(), each.upper())}


def _day_forms(iso: str) -> Iterator[str]:
    year, month, day = iso.split("-")
    name = MONTHS[int(month) - 1]
    yield from (f"{year}{month}{day}", f"{day}{month}{year}", f"{month}{day}{year}", f"{year}{day}{month}")
    for word in (name, name[:3]):
        for number in (day, str(int(day))):
            yield from (f"{number}{word}{year}", f"{word}{number}{year}", f"{year}{word}{number}")


def _weak(lines: Iterable[str], sought: Iterable[Known]) -> Iterator[str]:
    """Short identifiers, which chance would write into any file, as words of their own in the texts of the result."""
    words = {word for line in lines for word in re.split(r"[^\w]+", line.casefold()) if word}
    for one in sought:
        if not needles(one) and WEAK <= len(one.text) and one.text.casefold() in words:
            yield one.kind
