"""All that one learner remembers; it is always exactly the replay of their log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, TypeVar

from domains.vocabulary.memory.correction import Correction, Forecast, trace_after
from domains.vocabulary.memory.curve import AGAIN
from domains.vocabulary.memory.log import Card, Review
from domains.vocabulary.memory.scheduling import Memory, Scheduling

Part = tuple[Card, str]
Key = TypeVar("Key")
PLACED = 0


class Before(NamedTuple):
    """What an answer replaced; None where there was nothing."""

    whole: Memory | None
    part: Memory | None
    correction: Correction


@dataclass
class Mind:
    """One learner's memory of every card, of every modality of it, and how they differ from what FSRS expects."""

    whole: dict[Card, Memory] = field(default_factory=dict)
    parts: dict[Part, Memory] = field(default_factory=dict)
    correction: Correction = field(default_factory=Correction)

    @classmethod
    def partial(cls, whole: Mapping[Card, Memory], parts: Mapping[Part, Memory], correction: Correction) -> Mind:
        """A mind of some cards only; it answers and learns for those as the full one would."""
        return cls(dict(whole), dict(parts), correction)

    def learn(self, review: Review, schedulings: Mapping[int, Scheduling]) -> Before:
        """Take an answer in.

        Args:
            review: The answer. A rating of 0 is none: it only places the memory that another program had of the card.
            schedulings: By version of the parameters.

        Returns:
            What `take_back` needs.

        Raises:
            ValueError: the rating, the time or the version is unknown.
        """
        part = (review.card, review.modality)
        before = Before(self.whole.get(review.card), self.parts.get(part), self.correction)
        if review.rating == PLACED:
            self.whole[review.card] = _given(review)
            return before
        scheduling = _chosen(schedulings, review.parameters)
        self.whole[review.card] = self._whole_after(review, before.whole, scheduling)
        if review.modality:
            self.parts[part] = _after(review, before.part, scheduling)
        return before

    def take_back(self, review: Review, before: Before) -> None:
        """Undo the last answer: everything is as it was before it, to the last bit."""
        _put(self.whole, review.card, before.whole)
        _put(self.parts, (review.card, review.modality), before.part)
        self.correction = before.correction

    def expected(self, card: Card, modality: str, at: datetime, scheduling: Scheduling | None = None) -> float | None:
        """Chance of recall at ``at``; None for a card never seen.

        Args:
            card: Which card.
            modality: What is asked for; one that was never asked is judged by the card as a whole.
            at: When, in UTC.
            scheduling: The parameters in force; FSRS-6's default if left out.
        """
        whole = self.whole.get(card)
        if whole is None or whole.stability is None:
            return None
        part = self.parts.get((card, modality)) if modality else None
        return self.correction.forecast(part or whole, scheduling or _STANDARD, at, whole).recall

    def _whole_after(self, review: Review, old: Memory | None, scheduling: Scheduling) -> Memory:
        right, forecast = review.rating != AGAIN, None
        if old is not None and old.stability is not None:
            forecast = self.correction.forecast(old, scheduling, review.at)
        new = _after(review, old, scheduling, forecast)
        if forecast is not None:
            self.correction = self.correction.learned(forecast, right)
        return new if review.placed is None else review.placed


def replay(reviews: Iterable[Review], schedulings: Mapping[int, Scheduling]) -> Mind:
    """The mind that a log leaves, in the order of the log."""
    mind = Mind()
    for review in reviews:
        mind.learn(review, schedulings)
    return mind


def _after(review: Review, old: Memory | None, scheduling: Scheduling, forecast: Forecast | None = None) -> Memory:
    trace = trace_after(old, review.rating != AGAIN, forecast)
    return scheduling.review(old, review.rating, review.at, review.seed, trace)


def _given(review: Review) -> Memory:
    if review.placed is None:
        raise ValueError("A review without a rating must bring the memory that it places.")
    return review.placed


def _chosen(schedulings: Mapping[int, Scheduling], version: int) -> Scheduling:
    try:
        return schedulings[version]
    except KeyError:
        raise ValueError(f"The log names version {version} of the parameters, which is not there.") from None


def _put(memories: dict[Key, Memory], key: Key, memory: Memory | None) -> None:
    if memory is None:
        memories.pop(key, None)
    else:
        memories[key] = memory


_STANDARD = Scheduling()
