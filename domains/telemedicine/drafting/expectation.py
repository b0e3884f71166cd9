"""How often each word will stand in the clinician's note: what a draft is chosen by."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domains.telemedicine.drafting.candidates import Candidate
from domains.telemedicine.wordstems import FUNCTION, tokens

MOST = 24
SMOOTHING = 4.0
UNSEEN = 0.25
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Habits:
    """What the training notes do with a word that was said, as counts of visits.

    Attributes:
        visits: Word to the visits in whose candidates it occurs.
        noted: Word to the visits among them whose note has it.
        often: Word to the sum of its counts in those notes.
    """

    visits: Mapping[str, int]
    noted: Mapping[str, int]
    often: Mapping[str, int]

    def without(self, said: frozenset[str], note: Counter[str]) -> Habits:
        """The same without one visit, so that a model is fitted on what it will know of a new one."""
        visits, noted, often = dict(self.visits), dict(self.noted), dict(self.often)
        for word in said:
            visits[word] = visits.get(word, 0) - 1
            noted[word] = noted.get(word, 0) - (note[word] > 0)
            often[word] = often.get(word, 0) - note[word]
        return Habits(visits, noted, often)

    def prior(self, word: str) -> tuple[float, float]:
        """Probability that the note has it, smoothed, and how often where it does."""
        seen, with_it = self.visits.get(word, 0), self.noted.get(word, 0)
        probability = (with_it + SMOOTHING * UNSEEN) / (seen + SMOOTHING)
        return probability, (self.often.get(word, 0) + 1.2) / (with_it + 1.0)


def count_habits(pairs: Sequence[tuple[frozenset[str], Counter[str]]]) -> Habits:
    """Habits of visits, each given by the words of its candidates and those of its note."""
    visits: Counter[str] = Counter()
    noted: Counter[str] = Counter()
    often: Counter[str] = Counter()
    for said, written in pairs:
        visits.update(said)
        noted.update(word for word in said if written[word])
        often.update({word: written[word] for word in said if written[word]})
    return Habits(visits, noted, often)


def vocabulary(found: Sequence[Candidate]) -> frozenset[str]:
    """Every word of the candidates."""
    return frozenset(word for one in found for word in tokens(one.text))


class Mentions:
    """Where and how often the candidates have each word."""

    def __init__(self, found: Sequence[Candidate]) -> None:
        self.count: Counter[str] = Counter()
        self.by_kind: dict[str, Counter[str]] = defaultdict(Counter)
        self.first: dict[str, float] = {}
        self.last: dict[str, float] = {}
        self.total = 0
        for one in found:
            written = tokens(one.text)
            self.total += len(written)
            self.count.update(written)
            self.by_kind[one.kind].update(written)
            for word in written:
                self.first.setdefault(word, one.place)
                self.last[word] = one.place


def features(word: str, habits: Habits, mentions: Mentions, length: float) -> Array:
    """``(times, features)``: what tells whether the note has the word once, twice, and so on.

    Args:
        word: One that the candidates have.
        habits: Of the training notes.
        mentions: In these candidates.
        length: Words that the note is expected to have.
    """
    times = np.arange(1, min(mentions.count[word], MOST) + 1, dtype=np.float64)
    probability, often = habits.prior(word)
    logit = np.log(probability / (1 - probability))
    kinds = [np.log1p(mentions.by_kind[kind][word]) for kind in ("doctor", "patient", "denied", "affirmed")]
    seen = np.log1p(habits.visits.get(word, 0))
    number, function = float(word.isdigit()), float(word in FUNCTION)
    usual = often * length / 400.0
    fixed = [1.0, logit, seen, logit * seen / 4.0, number, function, min(len(word), 12) / 12.0, *kinds]
    fixed += [mentions.first[word], mentions.last[word], np.log(mentions.count[word])]
    rank = np.log(times / usual)
    moving = [rank, np.maximum(rank, 0.0), np.log(times), (times > 1).astype(float), rank * function]
    return np.column_stack([np.tile(fixed, (len(times), 1)), *moving])


def expected(weights: Array, found: Sequence[Candidate], habits: Habits, length: float) -> dict[str, Array]:
    """Word to the probabilities that the note has it at least once, twice, and so on; never rising."""
    mentions = Mentions(found)
    out: dict[str, Array] = {}
    for word in mentions.count:
        logits = features(word, habits, mentions, length) @ weights
        out[word] = np.minimum.accumulate(1.0 / (1.0 + np.exp(-logits)))
    return out
