"""How many voices there are, and the middle of each.

Windows that lie across a change of speaker are alike to neither side, so only steady windows decide. Groups come from
average linkage; small ones are noise. Another voice is believed only where its middle lies far enough from all others,
and the further the more voices there are already: most consultations have two people. The limits were chosen on spoken
consultations whose voices, words and noise are not those of the benchmark.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from domains.telemedicine.voices.hearing import Heard
from domains.telemedicine.voices.linkage import cut, tree

Floats = NDArray[np.float32]
LONG, NEXT, STEADY = 1.2, 0.45, 0.33
MOST_WINDOWS, FEW, LEAST, PART, TRIED, ROUNDS = 1500, 8, 6, 0.015, 25, 3
ALIKE = {2: 0.875, 3: 0.83, 4: 0.80}
APART = {2: 5.0, 3: 6.0, 4: 6.0}


@dataclass(frozen=True)
class Groups:
    """The voices.

    Attributes:
        middles: ``(voices, 256)``; of unit length; none where nobody speaks.
        alike: Cosine of the two most alike voices; 0 for fewer than two.
    """

    middles: Floats
    alike: float


def grouped(heard: Heard, most: int = 4) -> Groups:
    """The voices in windows of speech, at most so many."""
    vectors = steady(heard)
    if not len(vectors):
        return Groups(vectors, 0.0)
    found = Groups(_middles(vectors, np.zeros(len(vectors), np.intp), 1), 0.0)
    for groups in _candidates(vectors, most):
        count = len(groups.middles)
        if groups.alike <= ALIKE[count] and count > len(found.middles):
            found = groups
    return found


def steady(heard: Heard) -> Floats:
    """Vectors of the windows that most resemble the ones beside them; of a long recording an even sample."""
    long = (heard.ends - heard.starts) > LONG
    kept = np.flatnonzero(long if long.sum() >= FEW else np.ones(len(heard), bool))
    if not len(kept):
        return heard.vectors
    starts, vectors = heard.starts[kept], heard.vectors[kept]
    score = np.ones(len(kept))
    like = np.where(np.diff(starts) < NEXT, (vectors[1:] * vectors[:-1]).sum(1), 1.0)
    score[1:], score[:-1] = np.minimum(score[1:], like), np.minimum(score[:-1], like)
    vectors = vectors[score >= np.quantile(score, STEADY)]
    return vectors[:: -(-len(vectors) // MOST_WINDOWS)]


def _candidates(vectors: Floats, most: int) -> list[Groups]:
    """Groupings with 2 to ``most`` groups of some size, whose groups stand apart."""
    merges = tree(vectors @ vectors.T)
    least = max(min(LEAST, max(3, len(vectors) // 8)), round(PART * len(vectors)))
    found: list[Groups] = []
    for groups in range(2, min(TRIED, len(vectors))):
        labels = cut(merges, len(vectors), groups)
        large = np.flatnonzero(np.bincount(labels) >= least)
        if 2 <= len(large) <= most:
            found += _settled(vectors, _middles(vectors, labels, groups)[large], least)
    return found


def _settled(vectors: Floats, middles: Floats, least: int) -> list[Groups]:
    """The grouping after every window went to the nearest middle, or nothing where it does not hold."""
    count = len(middles)
    for _ in range(ROUNDS):
        labels = (vectors @ middles.T).argmax(1)
        if np.bincount(labels, minlength=count).min() < least:
            return []
        middles = _middles(vectors, labels, count)
    labels = (vectors @ middles.T).argmax(1)
    gaps = [_gap(vectors[labels == a], vectors[labels == b], middles[a] - middles[b]) for a, b in _pairs(count)]
    alike = max(float(middles[a] @ middles[b]) for a, b in _pairs(count))
    return [Groups(middles, alike)] if min(gaps) >= APART[count] else []


def _gap(one: Floats, other: Floats, across: Floats) -> float:
    """Distance of two groups along the line between them, in units of their spread (d', Green and Swets, 1966)."""
    here, there = one @ across, other @ across
    spread = float(np.sqrt((here.var() + there.var()) / 2))
    return float(here.mean() - there.mean()) / max(spread, 1e-9)


def _middles(vectors: Floats, labels: NDArray[np.intp], count: int) -> Floats:
    sums = np.array([vectors[labels == group].mean(0) for group in range(count)])
    return np.asarray(sums / np.linalg.norm(sums, axis=1, keepdims=True), np.float32)


def _pairs(count: int) -> list[tuple[int, int]]:
    return list(combinations(range(count), 2))
