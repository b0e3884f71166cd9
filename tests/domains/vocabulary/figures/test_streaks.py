"""A streak that forgives one missed day in seven."""

from datetime import date, timedelta

import pytest

from domains.vocabulary.figures.streaks import streak

TODAY = date(2026, 3, 20)


def back(*days: int) -> list[date]:
    return [TODAY - timedelta(days=number) for number in days]


@pytest.mark.parametrize(
    ("days", "run", "best", "forgiven", "today"),
    [
        ((), 0, 0, (), False),
        ((0,), 1, 1, (), True),
        ((1, 2, 3), 3, 3, (), False),
        ((0, 1, 2, 3), 4, 4, (), True),
        ((0, 2, 3), 3, 3, (1,), True),
        ((2, 3), 2, 2, (1,), False),
        ((3, 4), 0, 2, (), False),
        ((0, 3, 4), 1, 2, (), True),
        ((0, 2, 4), 2, 2, (1,), True),
        ((0, 2, 3, 4, 5, 6, 7, 9, 10), 9, 9, (8, 1), True),
        ((0, 2, 3, 4, 5, 6, 8, 9), 6, 7, (1,), True),
        ((0, -1), 1, 1, (), True),
    ],
    ids=lambda value: str(value).replace(" ", ""),
)
def test_streaks(days: tuple[int, ...], run: int, best: int, forgiven: tuple[int, ...], today: bool) -> None:
    found = streak(back(*days), TODAY)
    assert (found.days, found.best, found.today) == (run, best, today)
    assert list(found.forgiven) == back(*forgiven)


def test_a_longer_log_never_shortens_the_best() -> None:
    days = back(*(number for number in range(60) if number % 8 != 3))
    assert streak(days, TODAY).days == len(days)
