"""SM-2 (P. Wozniak, Optimization of learning, 1990), read as a chance of recall.

SM-2 only gives intervals; that recall is 90 % at their end, and falls exponentially, is how srs-benchmark (Open Spaced
Repetition) reads it, and so do we. Ratings Again to Easy are its grades 1, 3, 4 and 5.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domains.vocabulary.memory.curve import DAY

GRADES = (0, 1, 3, 4, 5)
AT_THE_END = 0.9
LONGEST = 36500.0


@dataclass
class _Card:
    last: datetime
    repetition: int = 0
    ease: float = 2.5
    interval: float = 1.0


class Sm2:
    """One learner's cards by SM-2; it has nothing to learn of the learner."""

    def __init__(self) -> None:
        self._cards: dict[str, _Card] = {}

    def expected(self, card: str, at: datetime) -> float | None:
        """Chance of recall; None for a card never seen."""
        known = self._cards.get(card)
        if known is None:
            return None
        days = max(0.0, (at - known.last).total_seconds() / DAY)
        return float(AT_THE_END ** (days / known.interval))

    def learn(self, card: str, at: datetime, rating: int) -> None:
        """Take the answer in."""
        known, grade = self._cards.setdefault(card, _Card(at)), GRADES[rating]
        known.last = at
        if grade < 3:
            known.repetition, known.interval = 0, 1.0
        else:
            known.interval = (1.0, 6.0)[known.repetition] if known.repetition < 2 else known.interval * known.ease
            known.repetition, known.interval = known.repetition + 1, min(known.interval, LONGEST)
        known.ease = max(1.3, known.ease + 0.1 - (5 - grade) * (0.08 + (5 - grade) * 0.02))
