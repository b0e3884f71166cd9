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
