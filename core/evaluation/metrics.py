"""How good scores are: ranking, precision, probability. All by hand in numpy, so that a bootstrap costs little.

A figure that does not exist is not a number: of no cases, of one class alone, of a score or a truth that is missing.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.certainty.reliability import ROUNDING
from core.certainty.reliability import calibration_error as calibration_error

Array = NDArray[np.floating[Any]]
TINY = 1e-15
NOT_A_NUMBER = float("nan")


def auroc(truth: Array, scores: Array) -> float:
    """Chance that a positive scores above a negative, ties by half; not a number where one class is empty."""
    positives = int(np.sum(truth > 0.5))
    negatives = len(truth) - positives
    if positives == 0 or negatives == 0 or not _whole(truth, scores):
        return NOT_A_NUMBER
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
    if not np.any(truth > 0.5) or not _whole(truth, scores):
        return NOT_A_NUMBER
    order = np.argsort(-scores, kind="stable")
    sorted_scores, hits = scores[order], np.cumsum(truth[order] > 0.5)
    ends = np.append(np.flatnonzero(sorted_scores[1:] != sorted_scores[:-1]), len(scores) - 1)
    precision, recall = hits[ends] / (ends + 1.0), hits[ends] / hits[-1]
    return float(np.sum(np.diff(np.append(0.0, recall)) * precision))


def brier(truth: Array, probabilities: Array) -> float:
    """Mean squared distance between probability and truth."""
    if truth.size == 0 or not _probable(probabilities):
        return NOT_A_NUMBER
    return float(np.mean((probabilities - truth) ** 2))


def log_loss(truth: Array, probabilities: Array) -> float:
    """Mean of minus the logarithm of what was given to the truth, in nats; a certain error counts as 1e-15."""
    if truth.size == 0 or not _probable(probabilities):
        return NOT_A_NUMBER
    given = np.clip(probabilities, TINY, 1.0 - TINY)
    return float(-np.mean(truth * np.log(given) + (1.0 - truth) * np.log1p(-given)))


def macro_auroc(truth: Array, scores: Array) -> float:
    """Mean AUROC over the columns that have both classes; not a number where scores of such a column are missing."""
    kept = [column for column in range(truth.shape[1]) if len(np.unique(truth[:, column] > 0.5)) == 2]
    values = [auroc(truth[:, column], scores[:, column]) for column in kept]
    return float(np.mean(values)) if values else NOT_A_NUMBER


def _whole(truth: Array, scores: Array) -> bool:
    """Whether nothing is missing; infinite scores still rank."""
    return not (np.isnan(scores).any() or np.isnan(truth).any())


def _probable(probabilities: Array) -> bool:
    """Whether all are probabilities, but for the rounding of a softmax."""
    return bool(np.all((probabilities >= 0.0) & (probabilities <= 1.0 + ROUNDING)))
