"""Labels of which exactly one holds: statements stay log-odds of each label, and the sums are normalised together.

A statement of one label against the rest is taken to its log-probability, log-probabilities are weighed and added (a
logarithmic opinion pool: Genest and Zidek, "Combining probability distributions", Statist. Sci. 1 (1986) 114-135), and
the sum is normalised and stated as log-odds again.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


def log_probabilities(log_odds: Array) -> Array:
    """``(..., labels)`` log-odds of each label against the rest to normalised log-probabilities."""
    plain: Array = -np.logaddexp(0.0, -np.asarray(log_odds, np.float64))
    return normalised(plain)


def normalised(scores: Array) -> Array:
    """Scores shifted so that their exponentials sum to one over the last axis."""
    shifted: Array = scores - np.logaddexp.reduce(scores, axis=-1, keepdims=True)
    return shifted


def one_against_rest(scores: Array) -> Array:
    """Log-odds of each label against all the others, of scores whose exponentials are proportional to probabilities.

    Exact also where one label is nearly certain, since the others are added up without it.
    """
    count = scores.shape[-1]
    others = np.where(np.eye(count, dtype=bool), -np.inf, scores[..., None, :])
    log_odds: Array = scores - np.logaddexp.reduce(others, axis=-1)
    return log_odds


def doubt(log_probability: Array) -> Array:
    """Entropy over its greatest value: ``(..., labels)`` to ``(...)`` in [0, 1]; 1 says nothing at all."""
    entropy = -np.sum(np.exp(log_probability) * log_probability, axis=-1)
    share: Array = entropy / np.log(log_probability.shape[-1])
    return share
