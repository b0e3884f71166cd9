"""The graph of a deck: each word with its nearest, by every channel that has a say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domains.vocabulary.confusability.combining import score, tails
from domains.vocabulary.confusability.phonetics import Phonetics
from domains.vocabulary.confusability.spelling import Spelling
from domains.vocabulary.views import NoteFacts

CHANNELS = ("spelling", "phonetics", "picture", "sound")
CANDIDATES, KEPT, REFERENCE = 60, 12, 20_000

Vectors = Mapping[int, NDArray[np.float32]]
Measure = Callable[[NDArray[np.intp]], NDArray[np.float32]]


@dataclass(frozen=True)
class Edge:
    """Two notes, ``first`` < ``second``, and how alike they are: 0 to 1 by channel, None where one has no say."""

    first: int
    second: int
    channels: Mapping[str, float | None]
    score: float


def edges(
    notes: Sequence[NoteFacts], pictures: Vectors | None = None, sounds: Vectors | None = None, kept: int = KEPT
) -> list[Edge]:
    """The edges of the graph: of each note the ``kept`` best.

    Pairs are blocked: only each note's nearest by one of the channels are compared by all of them, so that time grows
    little faster than the deck. Words that are the same are no edge: nobody can tell them apart.

    Args:
        notes: Of one deck and language.
        pictures: Unit vector of each note's picture in the shared space, where there is one.
        sounds: Likewise of its sound.
        kept: Neighbours of each note.
    """
    if len(notes) < 2:
        return []
    deck = _Deck(notes, pictures or {}, sounds or {})
    pairs = deck.candidates(min(CANDIDATES, len(notes) - 1))
    likeness = {name: measure(pairs) for name, measure in deck.measures.items()}
    reference = _by_lot(len(notes))
    rare = {name: tails(values, deck.measures[name](reference)) for name, values in likeness.items()}
    scores = score(rare)
    chosen = _best(pairs, np.where(deck.same(pairs), -1.0, scores), kept)
    return [_edge(notes, pairs[at], {name: each[at] for name, each in likeness.items()}, scores[at]) for at in chosen]


class _Deck:
    def __init__(self, notes: Sequence[NoteFacts], pictures: Vectors, sounds: Vectors) -> None:
        self.spelling = Spelling([note.word for note in notes], notes[0].language)
        self.phonetics = Phonetics([note.ipa for note in notes])
        self.vectors = {"picture": _stacked(notes, pictures), "sound": _stacked(notes, sounds)}
        self.measures: dict[str, Measure] = {"spelling": self.spelling.likeness, "phonetics": self.phonetics.likeness}
        self.measures |= {name: _cosine(each) for name, each in self.vectors.items() if each is not None}

    def candidates(self, count: int) -> NDArray[np.intp]:
        found = [self.spelling.nearest(count), _nearest(self.phonetics.bags(), count)]
        found += [_nearest(np.nan_to_num(each), count) for each in self.vectors.values() if each is not None]
        return np.unique(np.sort(np.concatenate(found), axis=1), axis=0)

    def same(self, pairs: NDArray[np.intp]) -> NDArray[np.bool_]:
        words = np.array(self.spelling.words, dtype=object)
        alike: NDArray[np.bool_] = words[pairs[:, 0]] == words[pairs[:, 1]]
        return alike


def _stacked(notes: Sequence[NoteFacts], vectors: Vectors) -> NDArray[np.float32] | None:
    """``(notes, width)``, NaN where there is none; None where there are none at all."""
    known = [vectors[note.id] for note in notes if note.id in vectors]
    if len(known) < 2:
        return None
    blank = np.full_like(known[0], np.nan)
    return np.stack([vectors.get(note.id, blank) for note in notes])


def _cosine(vectors: NDArray[np.float32]) -> Measure:
    """Likeness of unit vectors, negative ones counting as none."""

    def measure(pairs: NDArray[np.intp]) -> NDArray[np.float32]:
        values: NDArray[np.float32] = np.einsum("ij,ij->i", vectors[pairs[:, 0]], vectors[pairs[:, 1]])
        return np.clip(values, 0.0, 1.0)

    return measure


def _nearest(points: NDArray[np.float32], count: int) -> NDArray[np.intp]:
    """``(n, 2)``: each place with its ``count`` nearest by Euclidean distance."""
    squares = np.einsum("ij,ij->i", points, points)
    found = []
    for at in range(0, len(points), 512):
        rows = points[at : at + 512]
        gap = squares[None, :] - 2.0 * rows @ points.T
        gap[np.arange(len(rows)), np.arange(at, at + len(rows))] = np.inf
        near = np.argpartition(gap, count - 1, axis=1)[:, :count]
        found.append(np.stack([np.repeat(np.arange(at, at + len(rows)), count), near.ravel()], axis=1))
    return np.concatenate(found)


def _by_lot(count: int) -> NDArray[np.intp]:
    """All pairs of a small deck, or so many by lot; the same for the same deck."""
    if count * (count - 1) // 2 <= REFERENCE:
        return np.stack(np.triu_indices(count, 1), axis=1)
    lot = np.random.default_rng(0)
    first = lot.integers(0, count, REFERENCE)
    return np.stack([first, (first + lot.integers(1, count, REFERENCE)) % count], axis=1)


def _best(pairs: NDArray[np.intp], scores: NDArray[np.float64], kept: int) -> list[int]:
    """Places of pairs that are among the best of one of their words, in a fixed order."""
    left: dict[int, int] = {}
    chosen = []
    for at in np.lexsort((pairs[:, 1], pairs[:, 0], -scores)):
        first, second = (int(each) for each in pairs[at])
        if scores[at] > 0.0 and min(left.get(first, 0), left.get(second, 0)) < kept:
            left[first], left[second] = left.get(first, 0) + 1, left.get(second, 0) + 1
            chosen.append(int(at))
    return chosen


def _edge(notes: Sequence[NoteFacts], pair: NDArray[np.intp], values: Mapping[str, float], scored: float) -> Edge:
    first, second = sorted(notes[int(place)].id for place in pair)
    told = {name: values.get(name, float("nan")) for name in CHANNELS}
    channels = {name: None if np.isnan(value) else round(float(value), 4) for name, value in told.items()}
    return Edge(first, second, channels, round(float(scored), 4))
