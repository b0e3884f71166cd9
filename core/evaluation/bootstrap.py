"""Intervals by resampling patients, not films: two films of one patient are not two facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.intp]
ROUNDS = 1000


@dataclass(frozen=True)
class Interval:
    """A figure with its 95 % percentile interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


def resamples(groups: NDArray[Any], rounds: int = ROUNDS, seed: int = 0) -> Iterator[Rows]:
    """Rows of patients drawn with replacement, as many patients as there are."""
    random = np.random.default_rng(seed)
    _, inverse = np.unique(groups, return_inverse=True)
    order = np.argsort(inverse, kind="stable")
    members = np.split(order, np.flatnonzero(np.diff(inverse[order])) + 1)
    for _ in range(rounds):
        yield np.concatenate([members[i] for i in random.integers(0, len(members), len(members))])


def interval(figure: Callable[[Rows], float], groups: NDArray[Any], rounds: int = ROUNDS, seed: int = 0) -> Interval:
    """A figure of all rows with the percentile interval of its resamples.

    Args:
        figure: Computes the figure from row numbers; not a number where it does not exist for them.
        groups: ``(n,)``; the patient of each row.
        rounds: How many resamples.
        seed: Of the drawing.
    """
    if len(groups) == 0:
        return Interval(float("nan"), float("nan"), float("nan"))
    values = np.array([figure(rows) for rows in resamples(groups, rounds, seed)])
    values = values[~np.isnan(values)]
    low, high = np.percentile(values, [2.5, 97.5]) if len(values) else (float("nan"), float("nan"))
    return Interval(figure(np.arange(len(groups))), float(low), float(high))


def difference(
    first: Callable[[Rows], float],
    second: Callable[[Rows], float],
    groups: NDArray[Any],
    rounds: int = ROUNDS,
    seed: int = 0,
) -> Interval:
    """``first - second`` on the same resamples; the paired bootstrap."""
    return interval(lambda rows: first(rows) - second(rows), groups, rounds, seed)
