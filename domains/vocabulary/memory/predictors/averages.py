"""What the learner did lately, whatever the card: the baseline that a model of memory has to beat."""

from __future__ import annotations

from datetime import datetime

START = 0.8
RATE = 0.02


class MovingAverage:
    """An exponential mean of whether cards were recalled, over the answers to cards seen before."""

    def __init__(self) -> None:
        self._mean, self._seen = START, set[str]()

    def expected(self, card: str, at: datetime) -> float | None:
        """Chance of recall; None for a card never seen."""
        return self._mean if card in self._seen else None

    def learn(self, card: str, at: datetime, rating: int) -> None:
        """Take the answer in."""
        if card in self._seen:
            self._mean += RATE * ((1.0 if rating > 1 else 0.0) - self._mean)
        self._seen.add(card)
