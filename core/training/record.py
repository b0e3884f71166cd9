"""Fitting the record expert: one model for each set of columns that may be recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.encoders.table_columns import Columns
from core.training import logistic

RIDGE = 2.0


def fit(
    columns: Columns, records: Sequence[Mapping[str, float | str]], truth: Mapping[str, NDArray[Any]]
) -> dict[str, Any]:
    """Models for every non-empty set of columns, all fitted on the complete records.

    Args:
        columns: How columns become regressors.
        records: Complete rows.
        truth: Label to ``(n,)`` of 0 and 1.

    Returns:
        Pattern to label to ``{"intercept", "weights"}``; the intercept is a shift of the label's prior log-odds.
    """
    names = sorted([*columns.numbers, *columns.categories])
    rows = [columns.regressors(record) for record in records]
    patterns = [subset for size in range(1, len(names) + 1) for subset in combinations(names, size)]
    return {"+".join(subset): _models(subset, rows, truth) for subset in patterns}


def _models(
    names: Sequence[str], rows: Sequence[Mapping[str, list[float]]], truth: Mapping[str, Any]
) -> dict[str, Any]:
    matrix = np.array([[value for name in names for value in row[name]] for row in rows])
    widths = [len(rows[0][name]) for name in names]
    mean = matrix.mean(axis=0)
    return {label: _model(matrix, mean, names, widths, np.asarray(values, float)) for label, values in truth.items()}


def _model(
    matrix: NDArray[Any], mean: NDArray[Any], names: Sequence[str], widths: Sequence[int], truth: NDArray[Any]
) -> dict[str, Any]:
    """Coefficients on the raw regressors; centring while fitting keeps the penalty off the prior."""
    prior = prior_log_odds(truth)
    full = np.column_stack([np.ones(len(matrix)), matrix - mean])
    penalties = np.array([0.0] + [RIDGE] * matrix.shape[1])
    intercept, *weights = logistic.fit(full, truth, penalties, offset=prior).tolist()
    ends = np.cumsum([0, *widths])
    parts = {name: weights[a:b] for name, a, b in zip(names, ends[:-1], ends[1:], strict=True)}
    return {"intercept": intercept - float(np.dot(mean, weights)), "weights": parts}


def prior_log_odds(truth: NDArray[Any]) -> float:
    """Log-odds of the share of positives, one half of a case added to either side (Jeffreys' prior)."""
    return float(logistic.log_odds(np.array((np.sum(truth) + 0.5) / (len(truth) + 1.0))))
