"""Logistic heads on the vectors of an encoder: out of fold for what is measured, on everything for what is kept."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.training import folds, readout
from core.training.readout import ReadOut
from core.training.record import prior_log_odds
from domains.chest.training.certify import FOLDS
from domains.chest.training.cohort import Cohort

STRENGTH = 1e-3
Array = NDArray[np.floating[Any]]


def unseen(features: Array, cohort: Cohort, labels: tuple[str, ...], seed: int) -> dict[str, Array]:
    """Label to what heads say of patients that they were not fitted on, ``(n,)``.

    A fold that holds many of the positives leaves few to its heads, whose prior is then lower: pooled, its positives
    would rank too low. So every fold is moved by what its heads say of the cases they were fitted on, on average.

    Args:
        features: ``(n, width)``.
        cohort: Who they are of.
        labels: What is stated.
        seed: Of the folds.
    """
    truth = cohort.matrix(labels)
    said, usual = np.zeros_like(truth), _priors(truth)
    for rows, test in folds.grouped(cohort.patients, cohort.strata, FOLDS, seed):
        own = fitted(features[rows], truth[rows])
        said[test] = own(features[test]) - own(features[rows]).mean(axis=0) + usual
    return dict(zip(labels, said.T, strict=True))


def fitted(features: Array, truth: Array) -> ReadOut:
    """Heads for every column; one that has a single answer states its prior and nothing else."""
    both = (truth.min(axis=0) < 0.5) & (truth.max(axis=0) > 0.5)
    weights = np.zeros((truth.shape[1], features.shape[1]))
    bias = _priors(truth)
    if both.any():
        found = readout.fit(features, truth[:, both], STRENGTH)
        weights[both], bias[both] = found.weights, found.bias
    return ReadOut(weights, bias)


def _priors(truth: Array) -> Array:
    return np.array([prior_log_odds(column) for column in truth.T])
