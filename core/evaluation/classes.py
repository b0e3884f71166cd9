"""How good probabilities of classes are, of which exactly one is true."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.evaluation.metrics import NOT_A_NUMBER, TINY, calibration_error

Array = NDArray[np.floating[Any]]
Classes = NDArray[np.integer[Any]]
CLOSE = 1e-6


def accuracy(truth: Classes, probabilities: Array) -> float:
    """Share of cases whose surest class is the true one; where several are surest, the true one's part of the draw.

    Args:
        truth: ``(n,)``; the number of the true class.
        probabilities: ``(n, classes)``.
    """
    if not _usable(truth, probabilities):
        return NOT_A_NUMBER
    surest = probabilities == probabilities.max(axis=1, keepdims=True)
    return float(np.mean(surest[np.arange(len(truth)), truth] / surest.sum(axis=1)))


def class_log_loss(truth: Classes, probabilities: Array) -> float:
    """Mean of minus the logarithm of the true class's probability, in nats; a certain error counts as 1e-15."""
    if not _usable(truth, probabilities):
        return NOT_A_NUMBER
    return float(-np.mean(np.log(np.maximum(probabilities[np.arange(len(truth)), truth], TINY))))


def confidence_error(truth: Classes, probabilities: Array) -> float:
    """Expected calibration error of the surest class's probability (Guo et al., ICML 2017)."""
    if not _usable(truth, probabilities):
        return NOT_A_NUMBER
    surest = np.argmax(probabilities, axis=1)
    return calibration_error((surest == truth).astype(float), probabilities[np.arange(len(truth)), surest])


def _usable(truth: Classes, probabilities: Array) -> bool:
    """Whether rows are probabilities that sum to one, of cases that there are."""
    if len(truth) == 0 or not bool(np.all(probabilities >= 0.0)):
        return False
    return bool(np.all(np.abs(probabilities.sum(axis=1) - 1.0) < CLOSE * probabilities.shape[1]))
