"""Files that end too early, at many places: never a picture, always one sentence."""

import zlib

import numpy as np
import pytest

from core.intake.child.dicom.stream import header
from core.intake.intake import Intake
from core.intake.refusal import Code, Refused
from tests.core.intake.films import library, ramp, raster

FILMS = (
    *("MR_small.dcm", "MR_small_implicit.dcm", "MR_small_bigendian.dcm", "MR_small_RLE.dcm", "image_dfl.dcm"),
    *("MR_small_jp2klossless.dcm", "MR_small_jpeg_ls_lossless.dcm", "JPGExtended.dcm", "JPEG-LL.dcm"),
)
PLACES = 40
DELIMITER = bytes.fromhex("feffdde000000000")
TAG = bytes.fromhex("e07f1000")
EXPECTED = {Code.TRUNCATED, Code.MALFORMED, Code.NO_PIXELS, Code.KIND, Code.EMPTY}


def codes(intake: Intake, data: bytes, end: int) -> set[str]:
    found = set()
    for place in np.linspace(0, end - 1, PLACES).astype(int):
        with pytest.raises(Refused) as caught:
            intake.image(data[:place])
        found.add(caught.value.code)
    return found


def end_of_pixels(data: bytes) -> int:
    """Where the picture of a film of 64 x 64 ends; some files have padding behind it."""
    if b"1.2.840.10008.1.2.1.99" in data:
        machine = zlib.decompressobj(-15)
        machine.decompress(data[header(memoryview(data))[1] :])
        return len(data) - len(machine.unused_data)
    if DELIMITER in data:
        return data.rindex(DELIMITER) + len(DELIMITER)
    tag = TAG if TAG in data else bytes.fromhex("7fe00010")
    head = 12 if data[data.rindex(tag) + 4 :].startswith(b"OW") else 8
    return data.rindex(tag) + head + 64 * 64 * 2


@pytest.mark.parametrize("name", FILMS)
def test_dicom(intake: Intake, name: str) -> None:
    data = library(name)
    end = end_of_pixels(data)
    assert intake.image(data[:end] if "dfl" not in name else data).facts["kind"] == "dicom"
    assert codes(intake, data, end) <= EXPECTED


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_rasters(intake: Intake, kind: str) -> None:
    noise = np.random.default_rng(3).integers(0, 255, (64, 64), np.uint8)
    data = raster(noise, kind)
    assert intake.image(data).facts["rows"] == 64
    assert codes(intake, data, len(data) - 1) <= EXPECTED


def test_a_chest_film_cut_anywhere(intake: Intake) -> None:
    data = library("RG1_UNCR.dcm")
    for share in (0.001, 0.3, 0.9, 0.999):
        with pytest.raises(Refused) as caught:
            intake.image(data[: int(len(data) * share)])
        assert caught.value.code == Code.TRUNCATED


def test_pixels_are_fewer_than_announced(intake: Intake) -> None:
    data = library("RG1_UNCR.dcm")
    rows = b"\x28\x00\x10\x00US\x02\x00"
    at = data.index(rows) + len(rows)
    taller = data[:at] + (1955 * 2).to_bytes(2, "little") + data[at + 2 :]
    with pytest.raises(Refused) as caught:
        intake.image(taller)
    assert caught.value.code == Code.TRUNCATED
    assert "50%" in caught.value.sentence


def test_nothing_at_all(intake: Intake) -> None:
    for data in (b"", bytes(132), bytes(128) + b"DICM", ramp().tobytes()[:8], bytes(5000)):
        with pytest.raises(Refused):
            intake.image(data)
