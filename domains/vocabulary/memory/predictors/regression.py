"""Half-life regression (B. Settles and B. Meeder, A trainable spaced repetition model, ACL 2016), learned online.

The half-life is two to the power of a weighted sum of a constant and the square roots of how often the card was right
and wrong. Weights start where a card seen once lasts a few days, and move by AdaGrad on the log loss of each answer
that came a day or more after the last: it knows no steps within the day, and learning from those only spoils it.
"""

from __future__ import annotations

import math
from datetime import datetime

from domains.vocabulary.memory.curve import DAY

START = (2.0, 1.0, -1.0)
RATE = 0.3
SHORTEST, LONGEST = 15 / 1440, 274.0


class HalfLife:
    """One learner's weights and counts."""

    def __init__(self) -> None:
        self._weights, self._squares = list(START), [1.0, 1.0, 1.0]
        self._counts: dict[str, tuple[int, int]] = {}
        self._last: dict[str, datetime] = {}

    def expected(self, card: str, at: datetime) -> float | None:
        """Chance of recall; None for a card never seen."""
        if card not in self._last:
            return None
        return float(2.0 ** -(self._days(card, at) / self._half_life(card)))

    def learn(self, card: str, at: datetime, rating: int) -> None:
        """Take the answer in."""
        if card in self._last and self._days(card, at) >= 1:
            self._move(card, at, rating > 1)
        right, wrong = self._counts.get(card, (0, 0))
        self._counts[card] = (right + (rating > 1), wrong + (rating == 1))
        self._last[card] = at

    def _move(self, card: str, at: datetime, right: bool) -> None:
        gone = self._days(card, at) / self._half_life(card) * math.log(2)
        chance = min(max(math.exp(-gone), 1e-4), 1 - 1e-4)
        slope = (1.0 if right else -chance / (1 - chance)) * gone * math.log(2)
        for index, value in enumerate(self._values(card)):
            step = min(max(slope * value, -10.0), 10.0)
            self._squares[index] += step * step
            self._weights[index] += RATE * step / math.sqrt(self._squares[index])

    def _half_life(self, card: str) -> float:
        power = math.fsum(weight * value for weight, value in zip(self._weights, self._values(card), strict=True))
        half: float = 2.0 ** min(power, 30.0)
        return min(max(half, SHORTEST), LONGEST)

    def _values(self, card: str) -> tuple[float, float, float]:
        right, wrong = self._counts[card]
        return 1.0, math.sqrt(1 + right), math.sqrt(1 + wrong)

    def _days(self, card: str, at: datetime) -> float:
        return max(0.0, (at - self._last[card]).total_seconds() / DAY)
