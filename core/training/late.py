"""Fitting the late fuser over every pattern of experts, on statements about cases that the experts never saw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.training import logistic
from core.training.record import prior_log_odds
from core.training.voices import subsets

Array = NDArray[np.floating[Any]]
SHARED_RIDGE = 1e-3
OWN_RIDGE = 30.0


def fit(statements: Mapping[str, Mapping[str, Array]], truth: Mapping[str, Array]) -> dict[str, Any]:
    """Slopes and offsets for every non-empty set of roles: modality drop-out, taken exhaustively.

    Args:
        statements: Role to label to ``(n,)`` log-odds, out of fold.
        truth: Label to ``(n,)`` of 0 and 1.

    Returns:
        ``{"priors": …, "patterns": …}`` as :class:`core.fusion.late.LateFuser` takes them.
    """
    return {
        "priors": {label: prior_log_odds(values) for label, values in truth.items()},
        "patterns": {"+".join(subset): fit_pattern(subset, statements, truth) for subset in subsets(statements)},
    }


def fit_pattern(
    roles: Sequence[str], statements: Mapping[str, Mapping[str, Array]], truth: Mapping[str, Array]
) -> dict[str, Any]:
    """One pattern's slopes and offsets; rows whose truth is not known (NaN) are left out, label by label.

    Slopes are drawn towards one that all labels share, since a label with thirty positives cannot carry its own.

    Args:
        roles: Who speaks.
        statements: Role to label to ``(n,)``.
        truth: Label to ``(n,)``.

    Returns:
        Label to role to ``{"slope", "offset"}``.
    """
    known = {label: ~np.isnan(values) for label, values in truth.items()}
    sure = {label: np.asarray(values, float)[known[label]] for label, values in truth.items()}
    centred = {label: _centred(roles, statements, label, known[label]) for label in truth}
    shared = _shared_slopes(list(centred.values()), [sure[label] for label in truth])
    return {label: _own(roles, *centred[label], sure[label], shared) for label in truth}


def _centred(
    roles: Sequence[str], statements: Mapping[str, Mapping[str, Array]], label: str, known: NDArray[np.bool_]
) -> tuple[Array, Array]:
    matrix = np.column_stack([statements[role][label][known] for role in roles])
    mean: Array = matrix.mean(axis=0)
    return matrix - mean, mean


def _shared_slopes(centred: Sequence[tuple[Array, Array]], truths: Sequence[Array]) -> Array:
    """One slope for each role over all labels at once, with an intercept for each label."""
    blocks = []
    for number, (matrix, _) in enumerate(centred):
        intercepts = np.zeros((len(matrix), len(centred)))
        intercepts[:, number] = 1.0
        blocks.append(np.column_stack([matrix, intercepts]))
    roles = centred[0][0].shape[1]
    penalties = np.array([SHARED_RIDGE] * roles + [SHARED_RIDGE] * len(centred))
    return logistic.fit(np.vstack(blocks), np.concatenate(truths).astype(float), penalties)[:roles]


def _own(roles: Sequence[str], matrix: Array, mean: Array, truth: Array, shared: Array) -> dict[str, Any]:
    """A label's slopes near the shared ones. The offset that is left goes to the first role, the others are centred."""
    full = np.column_stack([matrix, np.ones(len(matrix))])
    target = np.append(shared, 0.0)
    fitted = logistic.fit(full, truth, np.append(np.full(len(roles), OWN_RIDGE), 0.0), prior_log_odds(truth), target)
    slopes, left = np.maximum(fitted[:-1], 0.0), float(fitted[-1])
    return {
        role: {"slope": float(slope), "offset": float(-slope * m) + (left if number == 0 else 0.0)}
        for number, (role, slope, m) in enumerate(zip(roles, slopes, mean, strict=True))
    }


def apply(fitted: Mapping[str, Any], prior: float, statements: Mapping[str, Array]) -> Array:
    """Fused logits ``(n,)`` of one label in the pattern that ``fitted`` belongs to.

    Args:
        fitted: Role to ``{"slope", "offset"}``.
        prior: The label's log-odds.
        statements: Role to ``(n,)``.
    """
    logits: Array = prior + sum(about["slope"] * statements[role] + about["offset"] for role, about in fitted.items())
    return logits
