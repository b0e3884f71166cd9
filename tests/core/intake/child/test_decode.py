from collections.abc import Iterator

import numpy as np
import pytest

from core.intake.arena import Arena
from core.intake.child.decode import decode
from core.intake.limits import Limits
from core.intake.refusal import Code, Refused
from tests.core.intake.films import film, ramp, raster

LIMITS = Limits(bytes=2**20, pixels=2**16)


@pytest.fixture
def arena() -> Iterator[Arena]:
    made = Arena.make(LIMITS)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("kind", "data", "width"),
    [("dicom", film(), 16), ("png", raster(ramp(kind=np.uint8, top=255), "PNG"), 8)],
)
def test_pixels_and_table_lie_in_the_arena(arena: Arena, kind: str, data: bytes, width: int) -> None:
    answer = decode(kind, memoryview(data), arena, LIMITS)
    assert answer["width"] == width
    assert (answer["facts"]["rows"], answer["facts"]["columns"], answer["facts"]["notices"]) == (64, 64, [])
    table, stored = arena.table(width).copy(), arena.pixels(64, 64, width).copy()
    assert np.array_equal(stored, ramp(kind=np.uint16 if width == 16 else np.uint8, top=4095 if width == 16 else 255))
    assert (table.min(), table.max()) == (0, 1)


def test_an_even_picture_is_blank(arena: Arena) -> None:
    with pytest.raises(Refused) as caught:
        decode("dicom", memoryview(film(np.full((64, 64), 7, np.uint16))), arena, LIMITS)
    assert caught.value.code == Code.BLANK


@pytest.mark.parametrize("kind", ["dicom", "png"])
def test_a_film_may_be_asked_for_as_a_small_square(arena: Arena, kind: str) -> None:
    pixels = ramp(128, 96, np.uint16 if kind == "dicom" else np.uint8, 4095 if kind == "dicom" else 255)
    data = memoryview(film(pixels) if kind == "dicom" else raster(pixels, "PNG"))
    whole = decode(kind, data, arena, LIMITS)
    shown = arena.table(whole["width"])[arena.pixels(128, 96, whole["width"])]
    small = decode(f"{kind} 32", data, arena, LIMITS)
    assert small == {"facts": whole["facts"], "side": 32}
    assert np.allclose(arena.square(32), shown.reshape(32, 4, 32, 3).mean(axis=(1, 3)), atol=1e-6)


def test_a_film_that_is_smaller_stays_as_it_is(arena: Arena) -> None:
    assert decode("dicom 65", memoryview(film()), arena, LIMITS) == decode("dicom", memoryview(film()), arena, LIMITS)
