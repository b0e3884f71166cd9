"""The bare structure of a DICOM stream: where elements end, how deep they nest, whether the end is missing.

Read without recursion and without interpreting a value, before a parser that recurses sees the stream (PS3.5, section 7).
Where the structure cannot be followed the walk ends without a verdict; the parser then says what is wrong.
"""

from dataclasses import dataclass

from pydicom.datadict import dictionary_VR

from core.intake.limits import Limits
from core.intake.refusal import Code, Refused

LONG = frozenset((b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"SV", b"UC", b"UN", b"UR", b"UT", b"UV"))
UNDEFINED = 0xFFFFFFFF
ITEM, ITEM_END, SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
PIXELS = 0x7FE00010
CUT = "The DICOM file is cut short; send the whole file again."
MANY = "The DICOM file has too many elements for a film; export the film alone."


@dataclass(frozen=True)
class Head:
    """The head of one element: tag, value representation, where the value starts, and its length in bytes."""

    tag: int
    vr: bytes
    start: int
    length: int

    @property
    def nests(self) -> bool:
        """Whether items follow."""
        return self.vr == b"SQ" or (self.length == UNDEFINED and self.tag != PIXELS)


@dataclass(frozen=True)
class Coding:
    """How elements are written.

    Attributes:
        implicit: Value representations are left out.
        order: ``"little"`` or ``"big"``.
    """

    implicit: bool
    order: str

    def head(self, data: bytes, at: int) -> Head | None:
        """The element that starts there, None where none can."""
        if at + 8 > len(data):
            return None
        tag = self.number(data, at, 2) << 16 | self.number(data, at + 2, 2)
        if self.implicit or tag >> 16 == 0xFFFE:
            return Head(tag, _vr(tag), at + 8, self.number(data, at + 4, 4))
        vr = data[at + 4 : at + 6]
        if not (vr.isalpha() and vr.isupper()):
            return None
        if vr not in LONG:
            return Head(tag, vr, at + 8, self.number(data, at + 6, 2))
        return Head(tag, vr, at + 12, self.number(data, at + 8, 4)) if at + 12 <= len(data) else None

    def number(self, data: bytes, at: int, size: int) -> int:
        """An unsigned integer."""
        return int.from_bytes(data[at : at + size], self.order)  # type: ignore[arg-type]


def _vr(tag: int) -> bytes:
    try:
        return dictionary_VR(tag).encode()
    except KeyError:
        return b"UN"


def coding(data: bytes, order: str) -> Coding:
    """Implicit or explicit, by the first element and not by what the header claims."""
    vr = data[4:6]
    return Coding(not (vr.isalpha() and vr.isupper()), order)


def check(data: bytes, code: Coding, limits: Limits) -> None:
    """Walk over all elements of a data set.

    Raises:
        Refused: nested too deep, too many elements, or the end is missing.
    """
    at, count, ends = 0, 0, list[int]()
    while at < len(data) and (head := code.head(data, at)):
        count += 1
        if count > limits.elements:
            raise Refused(Code.DEPTH, MANY)
        while ends and at >= ends[-1]:
            ends.pop()
        at = _next(data, head, ends, code)
        if sum(1 for _ in ends) // 2 > limits.depth:
            raise Refused(
                Code.DEPTH, f"The DICOM file nests more than {limits.depth} sequences; export the film again."
            )


def _next(data: bytes, head: Head, ends: list[int], code: Coding) -> int:
    if head.tag in (ITEM_END, SEQUENCE_END):
        if ends:
            ends.pop()
        return head.start
    if head.tag == ITEM or head.nests:
        ends.append(len(data) if head.length == UNDEFINED else head.start + head.length)
        return head.start
    if head.tag == PIXELS and head.length == UNDEFINED:
        return _after_fragments(data, head.start, code)
    if head.start + head.length > len(data):
        raise Refused(Code.TRUNCATED, CUT)
    return head.start + head.length


def _after_fragments(data: bytes, at: int, code: Coding) -> int:
    while (head := code.head(data, at)) and head.tag == ITEM and head.length != UNDEFINED:
        at = head.start + head.length
    if head is None or head.tag != SEQUENCE_END:
        raise Refused(Code.TRUNCATED, CUT)
    return head.start
