"""A streak that forgives: one missed day in any seven does not break it."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, timedelta

from domains.vocabulary.views import Streak

WEEK = 7
DAY = timedelta(days=1)


def streak(days: Iterable[date], today: date) -> Streak:
    """The streak that today belongs to, and the best one ever.

    A streak reaches back as far as no two days on end, and no two days less than a week apart, were missed. Days with a
    review are counted. Today may still come: until it is over it neither counts nor breaks anything.

    Args:
        days: Days with a review, in any order.
        today: The day of learning that it is now.
    """
    known = sorted({each for each in days if each <= today})
    best, start, forgiven = 0, 0, list[date]()
    for at, each in enumerate(known):
        missed = _between(known[at - 1], each) if at else []
        start, forgiven = _after(missed, known, at, start, forgiven)
        best = max(best, at - start + 1)
    missed = _between(known[-1], today) if known else []
    start, forgiven = _after(missed, known, len(known), start, forgiven)
    run = len(known) - start
    return Streak(run, best, tuple(forgiven) if run else (), bool(known) and known[-1] == today)


def _after(missed: list[date], known: list[date], at: int, start: int, forgiven: list[date]) -> tuple[int, list[date]]:
    """Where the streak begins, and what it forgives, after some missed days."""
    if not missed:
        return start, forgiven
    if len(missed) > 1:
        return at, []
    near = [each for each in forgiven if (missed[0] - each).days < WEEK]
    return (bisect_right(known, near[-1]), missed) if near else (start, forgiven + missed)


def _between(last: date, day: date) -> list[date]:
    return [last + DAY * number for number in range(1, (day - last).days)]
