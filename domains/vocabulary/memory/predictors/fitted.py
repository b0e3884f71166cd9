"""FSRS-6 fitted to the learner's earlier answers, again and again: the strongest form in which it can compete."""

from __future__ import annotations

from datetime import datetime

from domains.vocabulary.memory.curve import DEFAULT
from domains.vocabulary.memory.log import Review
from domains.vocabulary.memory.predictors.ours import Fsrs6
from domains.vocabulary.memory.refit import fit

EVERY = 500


class FittedFsrs6:
    """After every few hundred answers its parameters are fitted to all answers so far, and its memories made anew."""

    def __init__(self) -> None:
        self._log: list[Review] = []
        self._model = Fsrs6(DEFAULT)

    def expected(self, card: str, at: datetime) -> float | None:
        """Chance of recall; None for a card never seen."""
        return self._model.expected(card, at)

    def learn(self, card: str, at: datetime, rating: int) -> None:
        """Take the answer in."""
        self._log.append(Review(card, "", rating, at))
        self._model.learn(card, at, rating)
        if len(self._log) % EVERY == 0:
            self._fit()

    def _fit(self) -> None:
        values = fit(self._log)
        if values is not None:
            self._model = Fsrs6(values)
            for review in self._log:
                self._model.learn(str(review.card), review.at, review.rating)
