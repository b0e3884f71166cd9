import struct

import pytest

from core.intake.child.dicom.structure import Coding, coding, fragments, walk
from core.intake.limits import Limits
from core.intake.refusal import Code, Refused

EXPLICIT, IMPLICIT = Coding(implicit=False, order="little"), Coding(implicit=True, order="little")
UNDEFINED = 0xFFFFFFFF
PIXELS = struct.pack("<HH2sHI", 0x7FE0, 0x0010, b"OW", 0, 4) + b"1234"
ITEM_END, SEQUENCE_END = bytes.fromhex("feff0de000000000"), bytes.fromhex("feffdde000000000")


def short(value: bytes = b"CR", tag: int = 0x00080060) -> bytes:
    return struct.pack("<HH2sH", tag >> 16, tag & 0xFFFF, b"CS", len(value)) + value


def sequence(inside: bytes, defined: bool, vr: bytes = b"SQ") -> bytes:
    item_length, length = (len(inside), len(inside) + 8) if defined else (UNDEFINED, UNDEFINED)
    item = struct.pack("<HHI", 0xFFFE, 0xE000, item_length) + inside + (b"" if defined else ITEM_END)
    head = struct.pack("<HH2sHI", 0x0008, 0x1140, vr, 0, length)
    return head + item + (b"" if defined else SEQUENCE_END)


def nested(depth: int, defined: bool) -> bytes:
    data = short()
    for _ in range(depth):
        data = sequence(data, defined)
    return data


def refusal(data: bytes, limits: Limits | None = None, code: Coding = EXPLICIT) -> Refused:
    with pytest.raises(Refused) as caught:
        walk(memoryview(data), 0, code, limits or Limits())
    return caught.value


def test_pixels_are_found_behind_sequences() -> None:
    data = short() + nested(3, defined=True) + nested(3, defined=False) + PIXELS
    found = walk(memoryview(data), 0, EXPLICIT, Limits())
    assert found is not None
    assert data[found.start : found.end] == b"1234"
    assert found.at == len(data) - len(PIXELS)


def test_pixels_of_an_icon_are_not_those_of_the_film() -> None:
    for defined in (True, False):
        data = sequence(PIXELS.replace(b"1234", b"icon"), defined) + PIXELS
        found = walk(memoryview(data), 0, EXPLICIT, Limits())
        assert found is not None
        assert data[found.start : found.end] == b"1234"


def test_no_pixels() -> None:
    assert walk(memoryview(short()), 0, EXPLICIT, Limits()) is None


def test_an_unknown_sequence_is_implicit_inside() -> None:
    inside = struct.pack("<HHI", 0x0008, 0x0060, 2) + b"CR"
    data = sequence(inside, defined=False, vr=b"UN") + PIXELS
    assert walk(memoryview(data), 0, EXPLICIT, Limits()) is not None


def test_an_implicit_item_in_an_explicit_sequence() -> None:
    inside = struct.pack("<HHI", 0x0008, 0x0060, 2) + b"CR"
    assert walk(memoryview(sequence(inside, defined=True) + PIXELS), 0, EXPLICIT, Limits()) is not None


def test_implicit_sequences_are_known_by_their_tag() -> None:
    element = struct.pack("<HHI", 0x0008, 0x0060, 2) + b"CR"
    item = struct.pack("<HHI", 0xFFFE, 0xE000, len(element)) + element
    data = struct.pack("<HHI", 0x0008, 0x1140, len(item)) + item + struct.pack("<HHI", 0x7FE0, 0x0010, 2) + b"ab"
    found = walk(memoryview(data), 0, IMPLICIT, Limits())
    assert found is not None
    assert data[found.start : found.end] == b"ab"


@pytest.mark.parametrize("defined", [True, False])
def test_depth(defined: bool) -> None:
    limits = Limits(depth=5)
    assert walk(memoryview(nested(5, defined) + PIXELS), 0, EXPLICIT, limits) is not None
    caught = refusal(nested(6, defined) + PIXELS, limits)
    assert caught.code == Code.DEPTH
    assert "more than 5 sequences" in caught.sentence


def test_number_of_elements() -> None:
    assert walk(memoryview(short() * 10 + PIXELS), 0, EXPLICIT, Limits(elements=10)) is not None
    assert refusal(short() * 11 + PIXELS, Limits(elements=10)).code == Code.DEPTH


def test_every_cut_is_noticed_or_loses_all_pixels() -> None:
    data = short() + nested(2, defined=True) + nested(2, defined=False) + PIXELS
    for end in range(1, len(data) - len(PIXELS)):
        try:
            assert walk(memoryview(data[:end]), 0, EXPLICIT, Limits()) is None
        except Refused as caught:
            assert caught.code == Code.TRUNCATED


def test_nonsense_is_located() -> None:
    caught = refusal(short() + bytes(range(200, 220)) + PIXELS)
    assert caught.code == Code.MALFORMED
    assert "byte 11" in caught.sentence


def test_too_many_ends_are_harmless() -> None:
    assert walk(memoryview(ITEM_END + SEQUENCE_END + PIXELS), 0, EXPLICIT, Limits()) is not None


def test_the_coding_is_that_of_the_first_element() -> None:
    assert coding(memoryview(short()), 0, "little") == EXPLICIT
    assert coding(memoryview(struct.pack("<HHI", 8, 0x60, 2) + b"CR"), 0, "little") == IMPLICIT


def test_fragments_without_their_offset_table() -> None:
    table, one, two = (struct.pack("<HHI", 0xFFFE, 0xE000, len(v)) + v for v in (b"", b"ab", b"cdef"))
    data = memoryview(table + one + two + SEQUENCE_END)
    assert b"".join(fragments(data, 0, EXPLICIT, Limits())) == b"abcdef"
    for end in range(len(data)):
        with pytest.raises(Refused) as caught:
            fragments(data[:end], 0, EXPLICIT, Limits())
        assert caught.value.code == Code.TRUNCATED
    with pytest.raises(Refused) as many:
        fragments(data, 0, EXPLICIT, Limits(elements=2))
    assert many.value.code == Code.DEPTH
