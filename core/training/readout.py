"""Linear read-outs of pooled features, strongly held back: thousands of features, hundreds of films."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class ReadOut:
    """``logits = features @ weights.T + bias``."""

    weights: Array
    bias: Array

    def __call__(self, features: Array) -> Array:
        """``(n, d)`` to ``(n, labels)``."""
        logits: Array = features @ self.weights.T + self.bias
        return logits


def fit(features: Array, truth: Array, strength: float) -> ReadOut:
    """One L2-penalised logistic regression for each column of the truth, on standardised features.

    Fitted in the span of the films (``n`` dimensions instead of ``d``), where the penalised optimum lies anyway.

    Args:
        features: ``(n, d)``.
        truth: ``(n, labels)`` of 0 and 1.
        strength: scikit-learn's ``C``: smaller holds back more.
    """
    from sklearn.linear_model import LogisticRegression

    mean, scale = features.mean(axis=0), features.std(axis=0) + 1e-6
    standard = (features - mean) / scale
    _, _, axes = np.linalg.svd(standard, full_matrices=False)
    span = standard @ axes.T
    models = [LogisticRegression(C=strength, max_iter=2000).fit(span, column) for column in truth.T]
    weights = np.stack([model.coef_[0] @ axes for model in models]) / scale
    bias = np.array([model.intercept_[0] for model in models]) - weights @ mean
    return ReadOut(weights, bias)
