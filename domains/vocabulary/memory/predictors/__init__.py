"""Predictions of recall over a log, each made from earlier answers alone: ours and the ones it is measured against."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domains.vocabulary.memory.features import kept
from domains.vocabulary.memory.predictors.averages import MovingAverage
from domains.vocabulary.memory.predictors.ours import Chiron, Fsrs6
from domains.vocabulary.memory.predictors.regression import HalfLife
from domains.vocabulary.memory.predictors.supermemo import Sm2

__all__ = ["MODELS", "Answered", "Predictor", "predict"]


@dataclass(frozen=True, slots=True)
class Answered:
    """One row of a log.

    Attributes:
        user: Whose answer; empty where the log has one learner.
        card: As the log names it.
        at: When, in UTC.
        rating: 1 (Again) to 4 (Easy).
        duration_ms: How long it took; None where it was not recorded.
    """

    user: str
    card: str
    at: datetime
    rating: int
    duration_ms: int | None = None


class Predictor(Protocol):
    """Goes through one learner's log: first asked, then told."""

    def expected(self, card: str, at: datetime) -> float | None:
        """Chance of recall; None for a card never seen."""

    def learn(self, card: str, at: datetime, rating: int) -> None:
        """Take the answer in."""


MODELS: Mapping[str, Callable[[], Predictor]] = {
    "chiron": Chiron,
    "fsrs6": Fsrs6,
    "sm2": Sm2,
    "hlr": HalfLife,
    "moving-average": MovingAverage,
}


def predict(model: str | Callable[[], Predictor], rows: Sequence[Answered]) -> list[float | None]:
    """Chance of recall before each answer, in the order of the rows.

    Rows may come in any order; earlier means earlier in time, and at the same time earlier in the log. Chances are kept
    between 0.0001 and 0.9999, for every model alike.

    Args:
        model: A name of `MODELS`, or what makes a predictor for each learner.
        rows: The log, of any number of learners.

    Returns:
        None for the first answer of each card.
    """
    make = MODELS[model] if isinstance(model, str) else model
    learners: dict[str, Predictor] = {}
    found: list[float | None] = [None] * len(rows)
    for number in sorted(range(len(rows)), key=lambda number: rows[number].at):
        row = rows[number]
        learner = learners.get(row.user) or learners.setdefault(row.user, make())
        chance = learner.expected(row.card, row.at)
        found[number] = None if chance is None else kept(chance)
        learner.learn(row.card, row.at, row.rating)
    return found
