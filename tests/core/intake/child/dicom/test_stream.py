import io
import zlib

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from core.intake.child.dicom.stream import header, inflate, read
from core.intake.limits import MEBI, Limits
from core.intake.refusal import Code, Refused
from tests.core.intake.films import dataset, film, library, ramp, written

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:pydicom")


def view(data: bytes) -> memoryview:
    return memoryview(data)


@pytest.mark.parametrize(
    "syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian, ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian]
)
def test_header_and_elements(syntax: str) -> None:
    made = dataset(ramp(), PatientID="7")
    if syntax == ExplicitVRBigEndian:
        made.PixelData = ramp().byteswap().tobytes()
    data = written(made, syntax)
    assert header(view(data))[0] == syntax
    parsed = read(view(data), Limits())
    assert parsed.dataset.PatientID == "7"
    assert parsed.dataset.Rows == 64
    assert bytes(parsed.pixels) == made.PixelData
    assert parsed.syntax == (ExplicitVRLittleEndian if syntax == DeflatedExplicitVRLittleEndian else syntax)


def test_elements_that_nobody_needs_are_not_kept() -> None:
    parsed = read(view(film(PatientID="7", PatientComments="private")), Limits())
    assert "PatientComments" not in parsed.dataset
    assert "PixelData" not in parsed.dataset


@pytest.mark.parametrize(
    ("name", "syntax"),
    [("MR_small_implicit.dcm", ImplicitVRLittleEndian), ("MR_small_bigendian.dcm", ExplicitVRBigEndian)],
)
def test_without_any_header_the_coding_is_guessed(name: str, syntax: str) -> None:
    data = library(name)
    _, start = header(view(data))
    parsed = read(view(data[start:]), Limits())
    assert parsed.syntax == syntax
    assert (parsed.dataset.Rows, parsed.dataset.Columns) == (64, 64)


def test_the_pixels_are_not_copied() -> None:
    data = film()
    parsed = read(view(data), Limits())
    assert parsed.pixels.obj is data


def test_inflating_stops_at_a_bomb() -> None:
    bomb = zlib.compress(bytes(40 * MEBI), 1, wbits=-15)
    with pytest.raises(Refused) as caught:
        inflate(view(bomb), Limits(ratio=100))
    assert caught.value.code == Code.RATIO


def test_inflating_a_film() -> None:
    plain = np.random.default_rng(0).integers(0, 4096, 2**20, np.uint16).tobytes()
    packed = zlib.compress(plain, wbits=-15)
    assert inflate(view(packed), Limits()) == plain
    for cut in (1, len(packed) // 2, len(packed) - 1):
        with pytest.raises(Refused) as caught:
            inflate(view(packed[:cut]), Limits())
        assert caught.value.code == Code.TRUNCATED
    with pytest.raises(Refused) as caught:
        inflate(view(b"\xff" * 100), Limits())
    assert caught.value.code == Code.MALFORMED


def test_an_inflated_film_may_be_as_large_as_any() -> None:
    limits = Limits(pixels=1000)
    with pytest.raises(Refused) as caught:
        inflate(view(zlib.compress(bytes(17 * MEBI), wbits=-15)), limits)
    assert caught.value.code == Code.RATIO


@pytest.mark.parametrize("part", [0.5, 0.9, 0.999])
def test_cut_pixels(part: float) -> None:
    data = film()
    with pytest.raises(Refused) as caught:
        read(view(data[: int(len(data) * part)]), Limits())
    assert caught.value.code == Code.TRUNCATED


def test_fragments_are_joined() -> None:
    data = library("MR_small_jp2klossless.dcm")
    parsed = read(view(data), Limits())
    assert bytes(parsed.pixels[:4]) == b"\xff\x4f\xff\x51"
    assert bytes(parsed.pixels) in dcmread(io.BytesIO(data)).PixelData
