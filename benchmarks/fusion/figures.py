"""Figures that several benchmarks of fusion print: macro AUROC, calibration, and what a paired bootstrap shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.evaluation.bootstrap import Interval, difference, interval
from core.evaluation.metrics import calibration_error, macro_auroc
from core.training.logistic import logistic

Array = NDArray[np.floating[Any]]
ROUNDS = 500


def area(truth: Array, said: Array, groups: NDArray[Any]) -> Interval:
    """Macro AUROC with its interval."""
    return interval(lambda rows: macro_auroc(truth[rows], said[rows]), groups, ROUNDS)


def miscalibration(truth: Array, log_odds: Array) -> float:
    """Expected calibration error, mean over the labels."""
    chances = logistic(log_odds)
    return float(np.mean([calibration_error(truth[:, j], chances[:, j]) for j in range(truth.shape[1])]))


def beats(truth: Array, first: Array, second: Array, groups: NDArray[Any]) -> Interval:
    """Macro AUROC of ``first`` minus that of ``second`` on the same resamples."""
    return difference(
        lambda rows: macro_auroc(truth[rows], first[rows]),
        lambda rows: macro_auroc(truth[rows], second[rows]),
        groups,
        ROUNDS,
    )


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
