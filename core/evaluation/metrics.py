"""How good scores are: ranking, precision, probability. All by hand in numpy, so that a bootstrap costs little."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.certainty.reliability import calibration_error as calibration_error

Array = NDArray[np.floating[Any]]


def auroc(truth: Array, scores: Array) -> float:
    """Chance that a positive scores above a negative, ties by half; not a number where one class is empty."""
    positives = int(np.sum(truth > 0.5))
    negatives = len(truth) - positives
    if positives == 0 or negatives == 0:
        return float("nan")
    ranks = _ranks(scores)
    return float((np.sum(ranks[truth > 0.5]) - positives * (positives + 1) / 2) / (positives * negatives))


def _ranks(scores: Array) -> Array:
    """Ranks from 1, ties sharing their mean."""
    _, inverse, counts = np.unique(scores, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    ranks: Array = (last - (counts - 1) / 2.0)[inverse]
    return ranks


def average_precision(truth: Array, scores: Array) -> float:
    """Area under precision over recall, by steps; not a number where there is no positive."""
    if not np.any(truth > 0.5):
        return float("nan")
    order = np.argsort(-scores, kind="stable")
    sorted_scores, hits = scores[order], np.cumsum(truth[order] > 0.5)
    ends = np.append(np.flatnonzero(np.diff(sorted_scores)), len(scores) - 1)
    precision, recall = hits[ends] / (ends + 1.0), hits[ends] / hits[-1]
    return float(np.sum(np.diff(np.append(0.0, recall)) * precision))


def brier(truth: Array, probabilities: Array) -> float:
    """Mean squared distance between probability and truth."""
    return float(np.mean((probabilities - truth) ** 2))


def macro_auroc(truth: Array, scores: Array) -> float:
    """Mean AUROC over the columns that have both classes."""
    values = [auroc(truth[:, column], scores[:, column]) for column in range(truth.shape[1])]
    return float(np.nanmean(values)) if not np.all(np.isnan(values)) else float("nan")
