"""Learners of many habits, made up: to see that a prediction holds for others than the one whose log we have.

Each forgets by FSRS-6 with parameters of their own, drawn around the default as widely as those of Anki learners lie
(standard deviations of the `fsrs-rs` optimiser, BSD-3), on top of which cards are easier or harder than they look and
days are good or bad. Steps within hours follow the rates of the default simulator of `fsrs-rs`. A ``faithful`` learner
is FSRS-6's default in every point: on them nobody can beat it.
"""

from __future__ import annotations

import heapq
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from domains.vocabulary.memory.curve import DEFAULT, within
from domains.vocabulary.memory.predictors import Answered
from domains.vocabulary.memory.scheduling import REVIEW, Memory, Scheduling
from domains.vocabulary.memory.weights import sigmoid

SPREAD = (0.8, 0.8, 0.8, 0.8, 0.57, 0.28, 0.6, 0.12, 0.39, 0.18, 0.33, 0.3, 0.09, 0.16, 0.57, 0.25, 1.03, 0.31, 0.32)
SPREAD += (0.14, 0.27)  # type: ignore[assignment]
STEPS = {(1, 1): 0.631, (1, 2): 0.956, (1, 3): 0.948, (3, 1): 0.784, (3, 2): 0.95, (3, 3): 0.894}
FIRST = (0.24, 0.094, 0.495, 0.171)
HOURS = 0.25
BUSIEST = 150
START = datetime(2025, 1, 1, 9, tzinfo=UTC)


@dataclass
class Learner:
    """One person: ``faithful`` makes them FSRS-6's default in every point."""

    seed: int
    faithful: bool = False
    own: dict[str, float] = field(default_factory=dict)
    truth: dict[str, Memory] = field(default_factory=dict)
    seen: dict[str, Memory] = field(default_factory=dict)
    rated: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Draw the habits."""
        self.chance = chance = random.Random(self.seed)  # noqa: S311
        self.memory = Scheduling(DEFAULT if self.faithful else self._parameters(), fuzz=False)
        self.scheduler = Scheduling(DEFAULT, chance.choice([0.8, 0.85, 0.9, 0.93]))
        self.cards, self.days, self.steps = (0.0, 0.0, 0.0) if self.faithful else self._moods()
        self.grades = [chance.gammavariate(shape, 1) for shape in (0.6, 3, 0.6)]
        self.first = [chance.gammavariate(5 * share, 1) for share in FIRST]
        self.new, self.skips = chance.choice([5, 10, 20, 40]), chance.choice([0.0, 0.05, 0.2, 0.5])

    def _parameters(self) -> tuple[float, ...]:
        drawn = [self.chance.gauss(0, spread) for spread in SPREAD]
        stable = sorted(value * math.exp(away) for value, away in zip(DEFAULT[:4], drawn[:4], strict=True))
        rest = [value + 0.7 * away for value, away in zip(DEFAULT[4:], drawn[4:], strict=True)]
        return within([*stable, *rest])

    def _moods(self) -> tuple[float, float, float]:
        return abs(self.chance.gauss(0.5, 0.3)), abs(self.chance.gauss(0.2, 0.15)), self.chance.gauss(0, 0.6)

    def log(self, answers: int) -> list[Answered]:
        """So many answers, day after day."""
        rows: list[Answered] = []
        day = START
        while len(rows) < answers:
            day += timedelta(days=1)
            if self.chance.random() >= self.skips:
                rows += self._session(day + timedelta(hours=self.chance.uniform(-1, 8)))
        return rows[:answers]

    def _session(self, at: datetime) -> Iterator[Answered]:
        mood = self.chance.gauss(0, self.days)
        queue = [(memory.due, card) for card, memory in self.seen.items() if memory.due.date() <= at.date()][:BUSIEST]
        fresh = range(len(self.seen), len(self.seen) + self.new)
        queue += [(at + timedelta(minutes=self.chance.uniform(0, 20)), str(card)) for card in fresh]
        heapq.heapify(queue)
        while queue:
            due, card = heapq.heappop(queue)
            if card in self.seen and self.seen[card].state != REVIEW:
                at = max(at, min(due, at + timedelta(minutes=8)))
            at += timedelta(milliseconds=int(self.chance.lognormvariate(2.0, 0.5) * 1000))
            yield self._answer(card, at, mood)
            if self.seen[card].state != REVIEW:
                heapq.heappush(queue, (self.seen[card].due, card))

    def _answer(self, card: str, at: datetime, mood: float) -> Answered:
        rating = self._rating(card, at, mood)
        self.rated[card] = rating
        self.seen[card] = self.scheduler.review(self.seen.get(card), rating, at, self.chance.getrandbits(60))
        self.truth[card] = self.memory.review(self.truth.get(card), rating, at, 0)
        return Answered(str(self.seed), card, at, rating)

    def _rating(self, card: str, at: datetime, mood: float) -> int:
        if card not in self.seen:
            self.own[card] = self.chance.gauss(0, self.cards)
            return self.chance.choices((1, 2, 3, 4), self.first)[0]
        known = self.chance.random() < sigmoid(self._odds(card, at) + self.own[card] + mood)
        return self.chance.choices((2, 3, 4), self.grades)[0] if known else 1

    def _odds(self, card: str, at: datetime) -> float:
        memory = self.truth[card]
        days = (at - memory.last_review).total_seconds() / 86400
        if days < HOURS:
            recall = STEPS.get((self.seen[card].state, min(self.rated[card], 3)), 0.95)
            return math.log(recall / (1 - recall)) + self.steps
        recall = self.memory.fading(memory, at) if days < 1 else self.memory.recall(memory, at)
        recall = min(max(recall, 1e-4), 1 - 1e-4)
        return math.log(recall / (1 - recall))
