"""Penalised logistic regression by Newton's method, with an offset: exact, and the same everywhere."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]
STEPS = 50
CLOSE = 1e-9


def fit(
    regressors: Array, truth: Array, penalties: Array, offset: Array | float = 0.0, centre: Array | float = 0.0
) -> Array:
    """Coefficients that maximise the log-likelihood minus ``sum(penalties * (w - centre)**2) / 2``.

    Args:
        regressors: ``(n, d)``; put a column of ones in for an intercept.
        truth: ``(n,)`` of 0 and 1, or probabilities between.
        penalties: ``(d,)``; 0 leaves a coefficient free.
        offset: ``(n,)`` or a number that is added to the logit and not fitted.
        centre: ``(d,)`` or a number towards which the penalty draws.

    Returns:
        ``(d,)``.
    """
    weights = np.broadcast_to(np.asarray(centre, np.float64), regressors.shape[1:]).copy()
    for _ in range(STEPS):
        probability = logistic(regressors @ weights + offset)
        slope = regressors.T @ (probability - truth) + penalties * (weights - centre)
        curvature = (regressors.T * (probability * (1 - probability))) @ regressors + np.diag(penalties + 1e-8)
        step = np.linalg.solve(curvature, slope)
        weights -= step / max(1.0, float(np.abs(step).max()) / 2.0)
        if float(np.abs(step).max()) < CLOSE:
            break
    return weights


def logistic(logits: Array) -> Array:
    """Probabilities of logits."""
    probabilities: Array = 1.0 / (1.0 + np.exp(-np.clip(logits, -40.0, 40.0)))
    return probabilities


def log_odds(probability: Array) -> Array:
    """Logits of probabilities."""
    logits: Array = np.log(probability) - np.log1p(-probability)
    return logits
