"""The arithmetic of FSRS-6: how stability and difficulty move, and how recall fades.

FSRS-6 is by Jarrett Ye and the Open Spaced Repetition group (2025). The formulas are those of the package `fsrs` (MIT),
in its order of operations, so that every number equals its number bit for bit; what depends on the parameters alone is
computed once, which makes a review several times cheaper.
"""

import math
from collections.abc import Sequence

from fsrs.scheduler import DEFAULT_PARAMETERS, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS

DEFAULT: tuple[float, ...] = DEFAULT_PARAMETERS
AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4
RATINGS = (AGAIN, HARD, GOOD, EASY)
LEAST_STABILITY = 0.001
DAY = 86400.0


def checked(parameters: Sequence[float]) -> tuple[float, ...]:
    """The parameters as FSRS-6 allows them.

    Raises:
        ValueError: there are not 21, or one is out of its bounds.
    """
    if len(parameters) != len(DEFAULT):
        raise ValueError(f"FSRS-6 has {len(DEFAULT)} parameters, not {len(parameters)}.")
    bounds = zip(parameters, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
    for index, (value, low, high) in enumerate(bounds):
        if not low <= value <= high:
            raise ValueError(f"FSRS parameter {index} is {value}; it must lie from {low} to {high}.")
    return tuple(parameters)


def within(parameters: Sequence[float]) -> tuple[float, ...]:
    """The parameters, each drawn to the nearer bound where an optimiser's rounding has left it a little outside."""
    bounds = zip(parameters, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
    return checked([min(max(value, low), high) for value, low, high in bounds])


class Curve:
    """FSRS-6 with one set of parameters; stability is in days, difficulty from 1 to 10."""

    __slots__ = (
        "_after_forgetting",
        "_after_recall",
        "_anchor",
        "_bonus",
        "_ceiling",
        "_damped",
        "_decay",
        "_factor",
        "_first_difficulty",
        "_first_stability",
        "_inertia",
        "_same_day",
        "_same_day_power",
    )

    def __init__(self, parameters: Sequence[float] = DEFAULT) -> None:
        p = checked(parameters)
        self._decay = -p[20]
        self._factor: float = 0.9 ** (1 / self._decay) - 1
        self._first_stability = (0.0, *(max(value, LEAST_STABILITY) for value in p[:4]))
        first = [p[4] - math.e ** (p[5] * (rating - 1)) + 1 for rating in RATINGS]
        self._first_difficulty = (0.0, *(min(max(value, 1.0), 10.0) for value in first))
        self._anchor, self._inertia = p[7] * first[-1], 1 - p[7]
        self._damped = (0.0, *(-(p[6] * (rating - 3)) for rating in RATINGS))
        self._same_day = (0.0, *(math.e ** (p[17] * (rating - 3 + p[18])) for rating in RATINGS))
        self._same_day_power = -p[19]
        self._after_recall = (math.e ** p[8], -p[9], p[10])
        self._bonus = (0.0, 1.0, p[15], 1.0, p[16])
        self._after_forgetting = (p[11], -p[12], p[13], p[14])
        self._ceiling: float = math.e ** (p[17] * p[18])

    def recall(self, days: float, stability: float) -> float:
        """Probability that it is recalled so many days after the last review."""
        left: float = (1 + self._factor * days / stability) ** self._decay
        return left

    def pace(self, retention: float) -> float:
        """What recall must have fallen to ``retention`` for, as a factor on ``stability / factor``."""
        pace: float = retention ** (1 / self._decay) - 1
        return pace

    def days(self, stability: float, pace: float) -> float:
        """Days until recall has fallen to the retention of `pace`."""
        return stability / self._factor * pace

    def first(self, rating: int) -> tuple[float, float]:
        """Stability and difficulty after the first review."""
        return self._first_stability[rating], self._first_difficulty[rating]

    def difficulty(self, difficulty: float, rating: int) -> float:
        """Difficulty after a further review: damped towards 10, and drawn a little towards that of Easy."""
        moved = difficulty + (10.0 - difficulty) * self._damped[rating] / 9.0
        moved = self._anchor + self._inertia * moved
        return 1.0 if moved < 1.0 else 10.0 if moved > 10.0 else moved

    def same_day(self, stability: float, rating: int) -> float:
        """Stability after another review within a day; recalled, it does not fall."""
        rise: float = self._same_day[rating] * stability**self._same_day_power
        if rating != AGAIN and rise < 1.0:
            rise = 1.0
        return max(stability * rise, LEAST_STABILITY)

    def stability(self, stability: float, difficulty: float, days: int, rating: int) -> float:
        """Stability after a review so many whole days later."""
        forgotten = 1 - self.recall(days, stability)
        if rating == AGAIN:
            return max(self._forgotten(stability, difficulty, forgotten), LEAST_STABILITY)
        scale, power, gain = self._after_recall
        rise: float = scale * (11 - difficulty) * stability**power
        rise = rise * (math.e ** (forgotten * gain) - 1) * self._bonus[rating]
        return max(stability * (1 + rise), LEAST_STABILITY)

    def _forgotten(self, stability: float, difficulty: float, forgotten: float) -> float:
        scale, hard, power, gain = self._after_forgetting
        long: float = scale * difficulty**hard * ((stability + 1) ** power - 1) * math.e ** (forgotten * gain)
        return min(long, stability / self._ceiling)
