"""A streak that forgives: one missed day in any seven does not break it."""

from collections.abc import Iterable
from datetime import date, timedelta

from domains.vocabulary.views import Streak

WEEK = 7
DAY = timedelta(days=1)


def streak(days: Iterable[date], today: date) -> Streak:
    """The streak that today belongs to, and the best one ever.

    A day without a review is forgiven if the six days before it hold no other, and a day with a review comes after it.
    Today may still come: until it is over it neither counts nor breaks anything.

    Args:
        days: Days with a review, in any order.
        today: The day of learning that it is now.
    """
    known = sorted({each for each in days if each <= today})
    best, run, forgiven = 0, 0, list[date]()
    last: date | None = None
    for each in known:
        missed = _between(last, each)
        if last is not None and _forgivable(missed, forgiven):
            forgiven += missed
            run += 1
        else:
            run, forgiven = 1, []
        best, last = max(best, run), each
    alive = last is not None and _forgivable(_between(last, today), forgiven)
    if not alive:
        return Streak(0, best, (), False)
    missed = _between(last, today)
    return Streak(run, best, tuple(forgiven + missed), last == today)


def _between(last: date | None, day: date) -> list[date]:
    if last is None:
        return []
    return [last + DAY * number for number in range(1, (day - last).days)]


def _forgivable(missed: list[date], forgiven: list[date]) -> bool:
    if not missed:
        return True
    return len(missed) == 1 and not any((missed[0] - each).days < WEEK for each in forgiven)
