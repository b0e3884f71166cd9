"""FSRS-6 as it is, and with what is learned of the learner on top, by the very code that the page runs on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domains.vocabulary.memory.curve import DEFAULT
from domains.vocabulary.memory.log import Review
from domains.vocabulary.memory.mind import Mind
from domains.vocabulary.memory.scheduling import Memory, Scheduling


class Chiron:
    """The corrected chance of recall."""

    def __init__(self) -> None:
        self._mind, self._schedulings = Mind(), {0: Scheduling(fuzz=False)}

    def expected(self, card: str, at: datetime) -> float | None:
        """Chance of recall; None for a card never seen."""
        return self._mind.expected(card, "", at)

    def learn(self, card: str, at: datetime, rating: int) -> None:
        """Take the answer in."""
        self._mind.learn(Review(card, "", rating, at), self._schedulings)


class Fsrs6:
    """FSRS-6 with fixed parameters.

    It counts whole days, as its package does; within the first day, where that would say that nothing is ever
    forgotten, its curve is read by the second.
    """

    def __init__(self, parameters: Sequence[float] = DEFAULT) -> None:
        self._scheduling = Scheduling(parameters, fuzz=False)
        self._memories: dict[str, Memory] = {}

    def expected(self, card: str, at: datetime) -> float | None:
        """Chance of recall; None for a card never seen."""
        memory = self._memories.get(card)
        if memory is None:
            return None
        by_day = (at - memory.last_review).days >= 1
        return self._scheduling.recall(memory, at) if by_day else self._scheduling.fading(memory, at)

    def learn(self, card: str, at: datetime, rating: int) -> None:
        """Take the answer in."""
        self._memories[card] = self._scheduling.review(self._memories.get(card), rating, at, 0)
