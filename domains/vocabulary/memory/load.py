"""How much a day holds, and how a backlog is spread over the days to come."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

SPANS = (2, 3, 4, 6, 8, 10, 14, 21, 30, 45, 60, 90)
OFFERED = 4
LONGEST = 365


@dataclass(frozen=True)
class Plan:
    """More is due than a day holds.

    Attributes:
        due: Cards that wait.
        limit: Reviews that a day holds.
        choices: Cards a day by the number of days after which nothing of the backlog is left; fewer days first.
        suggested: The fewest days that keep within the limit, or the most that are offered.
    """

    due: int
    limit: int
    choices: Mapping[int, int]
    suggested: int

    @property
    def sentence(self) -> str:
        """The plan as a question to the learner."""
        a_day = self.choices[self.suggested]
        return f"{self.due} cards are due: spread them over {self.suggested} days, about {a_day} a day?"


def plan(due: int, limit: int, arriving: float = 0.0) -> Plan | None:
    """How a backlog may be spread; None where the day holds all that is due.

    Args:
        due: Cards that wait now.
        limit: Reviews that a day holds.
        arriving: Cards that come due each day meanwhile; they come on top.
    """
    if due <= max(limit, 0):
        return None
    spans = [days for days in SPANS if days <= due]
    within = [days for days in spans if a_day(due, days, arriving) <= limit]
    suggested = within[0] if within else spans[-1] if spans else 1
    at = (spans or [1]).index(suggested)
    offered = (spans or [1])[max(0, at - 2) : max(0, at - 2) + OFFERED]
    return Plan(due, limit, {days: a_day(due, days, arriving) for days in offered}, suggested)


def a_day(due: int, days: int, arriving: float = 0.0) -> int:
    """Reviews a day that clear a backlog in so many days.

    Raises:
        ValueError: the days are not from 1 to a year.
    """
    if not 1 <= days <= LONGEST:
        raise ValueError(f"Spread the backlog over 1 to {LONGEST} days.")
    return math.ceil(due / days + max(arriving, 0.0))


def left(limit: int, done: int, per_day: int | None = None) -> int:
    """How many more reviews today holds, when so many are done and a backlog may be spread."""
    return max(0, (limit if per_day is None else per_day) - done)


def new_left(limit: int, introduced: int, reviews_left: int, due: int) -> int:
    """How many new cards today still holds: none while more is due than the day holds, for new ones add to it."""
    return 0 if due > reviews_left else max(0, limit - introduced)
