import pytest

from core.intake.child.bounds import HARMLESS, check_area, check_growth
from core.intake.limits import Limits
from core.intake.refusal import Code, Refused

LIMITS = Limits(pixels=100_000_000, ratio=50)


@pytest.mark.parametrize(
    ("rows", "columns", "code"),
    [(0, 10, Code.SIZE), (10, 0, Code.SIZE), (-1, -10, Code.SIZE), (10_001, 10_000, Code.PIXELS)],
)
def test_areas_that_are_refused(rows: int, columns: int, code: Code) -> None:
    with pytest.raises(Refused) as caught:
        check_area(rows, columns, LIMITS)
    assert caught.value.code == code


def test_the_largest_area_passes() -> None:
    check_area(10_000, 10_000, LIMITS)


@pytest.mark.parametrize("encoded", [25_000_000 // 50 - 1, 1, 0])
def test_a_bomb(encoded: int) -> None:
    with pytest.raises(Refused) as caught:
        check_growth(25_000_000, encoded, LIMITS)
    assert caught.value.code == Code.RATIO


def test_what_is_no_bomb() -> None:
    check_growth(25_000_000, 25_000_000 // 50, LIMITS)
    check_growth(HARMLESS, 1, LIMITS)
