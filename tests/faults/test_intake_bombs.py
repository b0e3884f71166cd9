"""Files made to exhaust whoever opens them: each one clear sentence, in little time and memory."""

import struct
import time
import zlib
from collections.abc import Iterator

import numpy as np
import psutil
import pytest
from pydicom.uid import DeflatedExplicitVRLittleEndian, JPEG2000Lossless, RLELossless

from core.intake.intake import Intake
from core.intake.limits import MEBI, Limits
from core.intake.refusal import Code, Refused
from tests.core.intake.films import dataset, film, library, ramp, raster, written

UNDEFINED = 0xFFFFFFFF
META = film()[: film().index(b"\x08\x00\x16\x00")]


@pytest.fixture(autouse=True)
def bounded() -> Iterator[None]:
    """Every test here ends soon, and leaves the caller's memory as it was."""
    before, started = psutil.Process().memory_info().rss, time.monotonic()
    yield
    assert psutil.Process().memory_info().rss - before < 64 * MEBI
    assert time.monotonic() - started < 30


def refused(intake: Intake, data: bytes) -> str:
    with pytest.raises(Refused) as caught:
        intake.image(data)
    return caught.value.code


def deflated(mebibytes: int) -> bytes:
    """So many MiB of zeros as a deflate stream, without ever holding them."""
    machine = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = machine.compress(bytes(MEBI)) + machine.flush(zlib.Z_FULL_FLUSH)
    return block * mebibytes + machine.flush()


def chunk(name: bytes, value: bytes) -> bytes:
    return struct.pack(">I", len(value)) + name + value + struct.pack(">I", zlib.crc32(name + value))


def png(rows: int, columns: int, pixels: bytes, *between: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", columns, rows, 8, 6, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(between) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def nested(depth: int, defined: bool) -> bytes:
    data = b"\x08\x00\x60\x00CS\x02\x00CR"
    for _ in range(depth):
        item = struct.pack("<HHI", 0xFFFE, 0xE000, len(data) if defined else UNDEFINED) + data
        data = item + (b"" if defined else bytes.fromhex("feff0de000000000"))
        head = struct.pack("<HH2sHI", 0x0008, 0x1140, b"SQ", 0, len(data) if defined else UNDEFINED)
        data = head + data + (b"" if defined else bytes.fromhex("feffdde000000000"))
    return data


def test_a_deflated_gigabyte(intake: Intake) -> None:
    data = written(dataset(ramp()), DeflatedExplicitVRLittleEndian)
    start = data.index(b"1.2.840.10008.1.2.1.99") + 22
    bomb = data[:start] + deflated(1024)
    assert len(bomb) < 2 * MEBI
    assert refused(intake, bomb) == Code.RATIO


def test_a_png_of_eight_hundred_megabytes(intake: Intake) -> None:
    assert refused(intake, png(14_000, 14_000, zlib.compress(bytes(MEBI)))) == Code.PIXELS
    assert refused(intake, png(7_000, 7_000, zlib.compress(bytes(MEBI)))) == Code.RATIO


def test_more_pixels_than_the_png_announces(intake: Intake) -> None:
    stream = zlib.compress(bytes(32 * MEBI))
    assert refused(intake, png(100, 100, stream)) == Code.BLANK


@pytest.mark.parametrize("name", [b"zTXt", b"iCCP", b"iTXt"])
def test_a_bomb_in_a_comment(intake: Intake, name: bytes) -> None:
    head = b"key\0\1\0\0\0" if name == b"iTXt" else b"key\0\0"
    comment = chunk(name, head + zlib.compress(bytes(64 * MEBI)))
    pixels = zlib.compress(b"".join(b"\0" + bytes(range(256)) for _ in range(64)))
    data = png(64, 64, pixels, comment)
    try:
        assert intake.image(data).facts["rows"] == 64
    except Refused as caught:
        assert caught.code in (Code.MALFORMED, Code.COLOUR)


def test_a_jpeg_that_announces_billions(intake: Intake) -> None:
    data = bytearray(raster(ramp(kind=np.uint8, top=255), "JPEG"))
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", 65_500, 65_500)
    assert refused(intake, bytes(data)) == Code.PIXELS


@pytest.mark.parametrize("defined", [True, False])
@pytest.mark.parametrize("depth", [33, 300, 3000])
def test_nested_sequences(intake: Intake, depth: int, defined: bool) -> None:
    assert refused(intake, META + nested(depth, defined)) == Code.DEPTH


def test_as_many_sequences_as_allowed(intake: Intake) -> None:
    data = film()
    at = data.index(b"\x08\x00\x18\x00")
    assert intake.image(data[:at] + nested(32, defined=False) + data[at:]).facts["rows"] == 64


def test_a_million_elements(intake: Intake) -> None:
    assert refused(intake, META + b"\x08\x00\x60\x00CS\x02\x00CR" * 1_000_000) == Code.DEPTH


def test_a_million_fragments(intake: Intake) -> None:
    data = written(dataset(ramp()), JPEG2000Lossless, b"xx")
    item = struct.pack("<HHI", 0xFFFE, 0xE000, 0)
    at = data.index(item[:4])
    assert refused(intake, data[:at] + item * 1_000_000 + data[at:]) == Code.DEPTH


@pytest.mark.parametrize("size", [(65_535, 65_535), (65_535, 1), (64, 65_535)])
def test_giant_rows_and_columns_around_little(intake: Intake, size: tuple[int, int]) -> None:
    code = refused(intake, film(Rows=size[0], Columns=size[1]))
    assert code == (Code.PIXELS if size == (65_535, 65_535) else Code.TRUNCATED)


def test_a_small_jpeg_2000_that_announces_much(intake: Intake) -> None:
    frame = bytearray(library("MR_small_jp2klossless.dcm"))
    frame = frame[frame.index(b"\xff\x4f\xff\x51") : frame.index(b"\xff\xd9") + 2]
    frame[8:16] = struct.pack(">II", 8000, 8000)
    frame[24:32] = struct.pack(">II", 8000, 8000)
    made = dataset(ramp(), Rows=8000, Columns=8000)
    assert refused(intake, written(made, JPEG2000Lossless, bytes(frame))) == Code.RATIO


def test_a_small_rle_that_announces_much(intake: Intake) -> None:
    frame = struct.pack("<16I", 1, 64, *([0] * 14)) + b"\x81\x00" * 1000
    made = dataset(ramp(kind=np.uint8, top=255), Rows=8000, Columns=8000)
    assert refused(intake, written(made, RLELossless, frame)) == Code.RATIO


def test_too_little_memory_is_a_sentence() -> None:
    """Limits that let the bomb through to where the process runs out of memory."""
    data = written(dataset(ramp()), DeflatedExplicitVRLittleEndian)
    start = data.index(b"1.2.840.10008.1.2.1.99") + 22
    with Intake(Limits(memory=700 * MEBI, pixels=200_000_000, ratio=1e6)) as small:
        assert refused(small, data[:start] + deflated(350)) == Code.MEMORY
        assert small.image(film()).facts["rows"] == 64


def test_the_intake_goes_on_afterwards(intake: Intake) -> None:
    assert intake.image(film()).facts["rows"] == 64
