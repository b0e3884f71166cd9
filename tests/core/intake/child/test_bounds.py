import pytest

from core.intake.child.bounds import HARMLESS, check
from core.intake.limits import Limits
from core.intake.refusal import Code, Refused

LIMITS = Limits(pixels=100_000_000, ratio=50)


def refused(rows: int, columns: int, pixel_bytes: int, encoded: int) -> str:
    with pytest.raises(Refused) as caught:
        check(rows, columns, pixel_bytes, encoded, LIMITS)
    return caught.value.code


def test_a_film_passes() -> None:
    check(2000, 2000, 2, 800_000, LIMITS)


@pytest.mark.parametrize(("rows", "columns"), [(0, 10), (10, 0), (-1, 10)])
def test_no_area(rows: int, columns: int) -> None:
    assert refused(rows, columns, 1, 100) == Code.SIZE


def test_too_many_pixels() -> None:
    assert refused(10_001, 10_000, 1, 10**9) == Code.PIXELS


def test_a_bomb() -> None:
    assert refused(5000, 5000, 1, 25_000_000 // 50 - 1) == Code.RATIO
    check(5000, 5000, 1, 25_000_000 // 50, LIMITS)


def test_a_small_even_picture_is_no_bomb() -> None:
    check(4096, HARMLESS // 4096, 1, 100, LIMITS)
