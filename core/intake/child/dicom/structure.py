"""The bare structure of a DICOM stream: where elements end, how deep they nest, and where the pixels lie.

Read without recursion and without interpreting a value, before a parser that recurses sees it (PS3.5, section 7).
"""

from dataclasses import dataclass
from typing import Literal

from pydicom.datadict import dictionary_VR

from core.intake.limits import Limits
from core.intake.refusal import Code, Refused

LONG = frozenset((b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"SV", b"UC", b"UN", b"UR", b"UT", b"UV"))
UNDEFINED = 0xFFFFFFFF
ITEM, ITEM_END, SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
PIXELS = 0x7FE00010
LONGEST_HEAD = 12
CUT = "The DICOM file is cut short; send the whole file again."
MANY = "The DICOM file has too many elements for a film; export the film alone."


@dataclass(frozen=True)
class Head:
    """The head of one element: tag, value representation, where head and value start, length of the value in bytes."""

    tag: int
    vr: bytes
    at: int
    start: int
    length: int

    @property
    def end(self) -> int:
        """Where the value ends, if its length is defined."""
        return self.start + self.length

    @property
    def nests(self) -> bool:
        """Whether items follow."""
        return self.vr == b"SQ" or self.length == UNDEFINED


@dataclass(frozen=True)
class Coding:
    """How elements are written: with or without value representation, and in which byte order."""

    implicit: bool
    order: Literal["little", "big"]

    def head(self, data: memoryview, at: int) -> Head | None:
        """The element that starts there, None where none can."""
        if at + 8 > len(data):
            return None
        tag = self.number(data, at, 2) << 16 | self.number(data, at + 2, 2)
        if self.implicit or tag >> 16 == 0xFFFE:
            return Head(tag, _vr(tag), at, at + 8, self.number(data, at + 4, 4))
        vr = bytes(data[at + 4 : at + 6])
        if not (vr.isalpha() and vr.isupper()):
            return None
        if vr not in LONG:
            return Head(tag, vr, at, at + 8, self.number(data, at + 6, 2))
        return Head(tag, vr, at, at + 12, self.number(data, at + 8, 4)) if at + 12 <= len(data) else None

    def number(self, data: memoryview, at: int, size: int) -> int:
        """An unsigned integer."""
        return int.from_bytes(data[at : at + size], self.order)


def _vr(tag: int) -> bytes:
    try:
        return dictionary_VR(tag).encode()
    except KeyError:
        return b"UN"


def coding(data: memoryview, at: int, order: Literal["little", "big"]) -> Coding:
    """With or without value representations, by the first element and not by what the header claims."""
    vr = bytes(data[at + 4 : at + 6])
    return Coding(not (vr.isalpha() and vr.isupper()), order)


@dataclass(frozen=True)
class Level:
    """A sequence or an item that is being walked: where it ends, if that is known, and how it is written."""

    end: int | None
    code: Coding


def walk(data: memoryview, at: int, code: Coding, limits: Limits) -> Head | None:
    """Walk over the elements of a data set, sequences included, up to the pixels of the film itself.

    Returns:
        The head of the pixel data, None where there are none.

    Raises:
        Refused: nested too deep, too many elements, the end is missing, or the structure cannot be followed.
    """
    count, levels = 0, [Level(len(data), code)]
    while at < len(data):
        while len(levels) > 1 and levels[-1].end is not None and at >= levels[-1].end:
            levels.pop()
        head = levels[-1].code.head(data, at)
        if head is None:
            raise _lost(data, at)
        if head.tag == PIXELS and len(levels) == 1:
            return head
        at = _next(data, head, levels)
        count += 1
        if count > limits.elements:
            raise Refused(Code.DEPTH, MANY)
        if len(levels) > 2 * limits.depth + 1:
            raise Refused(
                Code.DEPTH, f"The DICOM file nests more than {limits.depth} sequences; export the film again."
            )
    if any(level.end is None for level in levels):
        raise Refused(Code.TRUNCATED, CUT)
    return None


def _lost(data: memoryview, at: int) -> Refused:
    if len(data) - at < LONGEST_HEAD:
        return Refused(Code.TRUNCATED, CUT)
    return Refused(Code.MALFORMED, f"The DICOM file is damaged at byte {at + 1:,}; export the film again.")


def _next(data: memoryview, head: Head, levels: list[Level]) -> int:
    if head.tag in (ITEM_END, SEQUENCE_END):
        if len(levels) > 1:
            levels.pop()
        return head.start
    if head.length != UNDEFINED and head.end > len(data):
        raise Refused(Code.TRUNCATED, CUT)
    if head.tag == ITEM or head.nests:
        code = _inner(data, head, levels[-1].code)
        levels.append(Level(None if head.length == UNDEFINED else head.end, code))
        return head.start
    return head.end


def _inner(data: memoryview, head: Head, outer: Coding) -> Coding:
    """A sequence of unknown representation is always implicit (PS3.5, section 6.2.2), whatever is around it."""
    if head.vr == b"UN" and head.tag != ITEM:
        return Coding(implicit=True, order="little")
    return outer if outer.implicit or head.tag != ITEM else coding(data, head.start, outer.order)


def fragments(data: memoryview, at: int, code: Coding, limits: Limits) -> list[memoryview]:
    """The fragments of encapsulated pixels, without the offset table that goes before them (PS3.5, section A.4).

    Raises:
        Refused: too many, or the end is missing.
    """
    parts = list[memoryview]()
    while (
        len(parts) <= limits.elements and (head := code.head(data, at)) and head.tag == ITEM and head.end <= len(data)
    ):
        parts.append(data[head.start : head.end])
        at = head.end
    if len(parts) > limits.elements:
        raise Refused(Code.DEPTH, MANY)
    if head is None or head.tag != SEQUENCE_END:
        raise Refused(Code.TRUNCATED, CUT)
    return parts[1:]
