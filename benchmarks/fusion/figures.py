"""Figures that several benchmarks of fusion print: macro AUROC, calibration, and what a paired bootstrap shows.

The resamples are those of :mod:`core.evaluation.bootstrap`; here each is a weight for every row, so that a label is
sorted once and not once for every resample: a table of a dozen systems takes seconds in place of minutes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.evaluation.bootstrap import Interval, resamples
from core.evaluation.metrics import calibration_error, macro_auroc
from core.training.logistic import logistic

Array = NDArray[np.floating[Any]]
ROUNDS = 500


def area(truth: Array, said: Array, groups: NDArray[Any]) -> Interval:
    """Macro AUROC with its interval."""
    return _interval(macro_auroc(truth, said), resampled(truth, said, groups))


def beats(truth: Array, first: Array, second: Array, groups: NDArray[Any]) -> Interval:
    """Macro AUROC of ``first`` minus that of ``second``, on the same resamples."""
    gain = macro_auroc(truth, first) - macro_auroc(truth, second)
    return _interval(gain, resampled(truth, first, groups) - resampled(truth, second, groups))


def beats_within(
    truth: Array, first: Array, second: Array, groups: NDArray[Any], parts: Sequence[NDArray[np.intp]]
) -> Interval:
    """The same within each part (a fold, whose systems were fitted together), averaged over the parts."""
    gains = [macro_auroc(truth[part], first[part]) - macro_auroc(truth[part], second[part]) for part in parts]
    rounds = [
        resampled(truth[part], first[part], groups[part]) - resampled(truth[part], second[part], groups[part])
        for part in parts
    ]
    return _interval(float(np.mean(gains)), np.mean(rounds, axis=0))


def _interval(value: float, values: Array) -> Interval:
    low, high = np.nanpercentile(values, [2.5, 97.5])
    return Interval(value, float(low), float(high))


def resampled(truth: Array, said: Array, groups: NDArray[Any]) -> Array:
    """Macro AUROC of every resample of the groups, ``(ROUNDS,)``."""
    weights = _weights(tuple(groups.tolist()))
    labels = range(truth.shape[1])
    every = np.stack([weighted_auroc(truth[:, j], said[:, j], weights) for j in labels])
    return np.asarray(np.nanmean(every, axis=0))


def weighted_auroc(truth: Array, scores: Array, weights: Array) -> Array:
    """AUROC under each row of weights ``(rounds, n)``, ties by half; not a number where a class has no weight."""
    order = np.argsort(scores, kind="stable")
    starts = np.append(0, np.flatnonzero(np.diff(scores[order])) + 1)
    positive = np.add.reduceat(weights[:, order] * truth[order], starts, axis=1)
    negative = np.add.reduceat(weights[:, order] * (1 - truth[order]), starts, axis=1)
    below = np.cumsum(negative, axis=1) - negative / 2
    with np.errstate(invalid="ignore"):
        found: Array = (positive * below).sum(axis=1) / (positive.sum(axis=1) * negative.sum(axis=1))
    return found


@lru_cache(maxsize=8)
def _weights(groups: tuple[Any, ...]) -> Array:
    """How often each row stands in each resample, ``(ROUNDS, n)``."""
    return np.stack([np.bincount(rows, minlength=len(groups)) for rows in resamples(np.array(groups), ROUNDS)]) * 1.0


def miscalibration(truth: Array, log_odds: Array) -> float:
    """Expected calibration error, mean over the labels."""
    chances = logistic(log_odds)
    return float(np.mean([calibration_error(truth[:, j], chances[:, j]) for j in range(truth.shape[1])]))


def verdict(found: Interval) -> str:
    """What a difference with its interval shows."""
    return "shown" if found.low > 0 else "refuted" if found.high < 0 else "not shown"


def table(truth: Array, said: Mapping[str, Array], groups: NDArray[Any]) -> None:
    """Macro AUROC and calibration error of each system, ``said`` being log-odds."""
    print("| system | macro AUROC | calibration error |\n|---|---|---|")
    for name, log_odds in said.items():
        print(f"| {name} | {area(truth, log_odds, groups)} | {miscalibration(truth, log_odds):.3f} |", flush=True)


def paired(truth: Array, said: Mapping[str, Array], pairs: Iterable[tuple[str, str]], groups: NDArray[Any]) -> None:
    """Paired differences of macro AUROC."""
    print("\n| paired difference of macro AUROC | 95 % interval | |\n|---|---|---|")
    for first, second in pairs:
        found = beats(truth, said[first], said[second], groups)
        print(f"| {first} minus {second} | {found} | {verdict(found)} |", flush=True)
