"""Whether new cases look like those that a model was made from: tests against a described reference.

The reference is kept as quantiles and shares, so that no case of it has to be kept. Only numpy is needed: these tests
run where a model is used, not only where it is trained.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]
TERMS = 100
NEGLIGIBLE = 0.2


def distance(sample: Array, quantiles: Sequence[float]) -> float:
    """The greatest distance between the sample's distribution and the reference's, 0 to 1.

    Args:
        sample: ``(n,)``.
        quantiles: Of the reference at evenly spaced shares from 0 to 1; between them it is taken to be even.
    """
    ordered = np.sort(np.asarray(sample, float))
    below = np.interp(ordered, quantiles, np.linspace(0.0, 1.0, len(quantiles)))
    steps = np.arange(len(ordered) + 1) / len(ordered)
    return float(max(np.max(steps[1:] - below), np.max(below - steps[:-1])))


def from_distance(greatest: float, cases: int, size: int) -> float:
    """The chance of such a distance between two samples of one distribution.

    Smirnov's limit (Annals of Mathematical Statistics 1948) with the correction for small samples of Stephens (Journal
    of the Royal Statistical Society B 1970).

    Args:
        greatest: From :func:`distance`.
        cases: Of the sample.
        size: Cases that the reference was measured on.
    """
    root = math.sqrt(cases * size / (cases + size))
    scaled = (root + 0.12 + 0.11 / root) * greatest
    if scaled < NEGLIGIBLE:
        return 1.0
    terms = (2.0 * (-1.0) ** (k - 1) * math.exp(-2.0 * (k * scaled) ** 2) for k in range(1, TERMS + 1))
    return min(1.0, max(0.0, math.fsum(terms)))


def from_shares(counts: Mapping[str, int], shares: Mapping[str, float], size: int) -> float:
    """The chance of such counts under the reference's shares: the least of the categories' two-sided z-tests.

    The reference's share is itself measured on ``size`` cases, and the least is multiplied by the number of tests
    (Bonferroni); two categories that are each other's rest are one test.
    """
    cases = sum(counts.values())
    if cases == 0 or not shares:
        return 1.0
    names = sorted(set(counts) | set(shares))
    tests = [_share(counts.get(name, 0), cases, shares.get(name, 0.0), size) for name in names]
    return min(1.0, min(tests) * max(1, len(names) - 1))


def _share(count: int, cases: int, share: float, size: int) -> float:
    pooled = (count + share * size + 0.5) / (cases + size + 1.0)
    spread = math.sqrt(pooled * (1.0 - pooled) * (1.0 / cases + 1.0 / size))
    apart = max(0.0, abs(count / cases - share) - 0.5 / cases)
    return math.erfc(apart / spread / math.sqrt(2.0))


def from_excess(count: int, cases: int, known: int, size: int) -> float:
    """The chance of so many or more of a rare event, given that the reference saw ``known`` in ``size``: one-sided.

    Fisher's exact test: of ``count + known`` events, how many fall on the new cases by chance.
    """
    events, everyone = count + known, cases + size
    if count == 0:
        return 1.0
    ways = math.comb(everyone, events)
    most = min(events, cases)
    return min(1.0, sum(math.comb(cases, k) * math.comb(size, events - k) for k in range(count, most + 1)) / ways)


def holm(chances: Mapping[str, float]) -> dict[str, float]:
    """Chances made good for how many were looked at (Holm, Scandinavian Journal of Statistics 1979).

    Holds however the tests depend on each other, as those of findings in the same films do.
    """
    adjusted: dict[str, float] = {}
    floor = 0.0
    for rank, (name, chance) in enumerate(sorted(chances.items(), key=lambda pair: pair[1])):
        floor = max(floor, min(1.0, (len(chances) - rank) * chance))
        adjusted[name] = floor
    return adjusted
