"""Stacked log-odds with presence flags: one logistic model for all patterns of roles, trained with every drop-out.

Where :mod:`core.training.late` fits each pattern alone, here one model speaks for all of them: its regressors are each
role's statement, the flag that the role is present, and the products of both with the other roles' flags. It is
stacked generalisation (Wolpert, Neural Networks 5 (1992) 241-259) with missing-indicator interactions, and resolves
into the same slopes and offsets for each pattern, so that :class:`core.fusion.late.LateFuser` reads either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.training import logistic
from core.training.record import prior_log_odds
from core.training.voices import VoiceTable, subsets

Array = NDArray[np.floating[Any]]
SHARED_RIDGE = 1e-2
OWN_RIDGE = 30.0
PRODUCT_RIDGE = 10.0


@dataclass(frozen=True)
class _Design:
    """The regressors of one label: every row in every pattern that its present roles allow."""

    roles: tuple[str, ...]

    @property
    def slopes(self) -> list[tuple[str, str]]:
        """A slope of each role, and its change by each other role's presence."""
        return [(role, role) for role in self.roles] + list(permutations(self.roles, 2))

    @property
    def offsets(self) -> list[tuple[str, str]]:
        """An offset of each role, and of each pair."""
        return [(role, role) for role in self.roles] + list(combinations(self.roles, 2))

    def matrix(self, subset: Sequence[str], said: Mapping[str, Array]) -> Array:
        """``(n, slopes + offsets)`` of rows of which only ``subset`` is heard."""
        count = len(next(iter(said.values())))
        zero: Array = np.zeros(count)
        one: Array = np.ones(count)
        slopes = [said[role] if {role, other} <= set(subset) else zero for role, other in self.slopes]
        offsets = [one if {role, other} <= set(subset) else zero for role, other in self.offsets]
        return np.column_stack(slopes + offsets)

    def penalties(self) -> Array:
        """Statements cost what the late stage asks; products more, so that one pattern is like the next."""
        own = [OWN_RIDGE if role == other else OWN_RIDGE + PRODUCT_RIDGE for role, other in self.slopes]
        return np.array(own + [0.0 if role == other else PRODUCT_RIDGE for role, other in self.offsets])


def fit(table: VoiceTable) -> dict[str, Any]:
    """``{"priors": …, "patterns": …}`` as :class:`core.fusion.late.LateFuser` takes them."""
    design = _Design(table.speakers)
    prepared = [_prepared(table, number, design) for number in range(len(table.labels))]
    shared = _shared(prepared, design)
    priors = {label: prior_log_odds(known(table.truth[:, n])) for n, label in enumerate(table.labels)}
    fitted = {
        label: _own(one, priors[label], shared, design) for label, one in zip(table.labels, prepared, strict=True)
    }
    patterns = {
        "+".join(subset): {
            label: _resolved(subset, fitted[label], one.means, design)
            for label, one in zip(table.labels, prepared, strict=True)
        }
        for subset in subsets(design.roles)
    }
    return {"priors": priors, "patterns": patterns}


@dataclass(frozen=True)
class _Prepared:
    matrix: Array
    truth: Array
    weight: float
    means: dict[str, float]


def _prepared(table: VoiceTable, number: int, design: _Design) -> _Prepared:
    """One label's rows: a pattern counts as one case in as many as there are patterns."""
    sure = ~np.isnan(table.truth[:, number])
    there = dict(zip(table.roles, table.present().T, strict=True))
    means = {r: float(table.statements[r][sure & there[r], number].mean()) for r in design.roles}
    blocks, truths = [], []
    patterns = subsets(design.roles)
    for subset in patterns:
        rows = sure & np.logical_and.reduce([there[role] for role in subset])
        said = {role: table.statements[role][rows, number] - means[role] for role in design.roles}
        blocks.append(design.matrix(subset, said))
        truths.append(table.truth[rows, number])
    return _Prepared(np.vstack(blocks), np.concatenate(truths), float(len(patterns)), means)


def _shared(prepared: Sequence[_Prepared], design: _Design) -> Array:
    """Slopes of all labels together ``(slopes,)``, with offsets of each label's own.

    Newton's method on the arrow that such a problem is: offsets are eliminated label by label (Schur's complement), so
    that the rows of two labels never stand in memory together.
    """
    slopes = np.zeros(len(design.slopes))
    offsets = [np.zeros(len(design.offsets)) for _ in prepared]
    for _ in range(logistic.STEPS):
        penalty = SHARED_RIDGE * prepared[0].weight
        parts = [_curvature(one, slopes, own, penalty) for one, own in zip(prepared, offsets, strict=True)]
        curvature = penalty * np.eye(len(slopes)) + sum(part[0] for part in parts)
        step = -np.linalg.solve(curvature, penalty * slopes + sum(part[1] for part in parts))
        step /= max(1.0, float(np.abs(step).max()) / 2.0)
        slopes = slopes + step
        offsets = [own - follow @ np.append(1.0, step) for own, (_, _, follow) in zip(offsets, parts, strict=True)]
        if float(np.abs(step).max()) < logistic.CLOSE:
            break
    return slopes


def _curvature(one: _Prepared, slopes: Array, own: Array, penalty: float) -> tuple[Array, Array, Array]:
    """A label's curvature and slope in the shared coefficients, and how its own coefficients follow a step in them."""
    count = len(slopes)
    chance = logistic.logistic(one.matrix @ np.concatenate([slopes, own]) + prior_log_odds(one.truth))
    full = (one.matrix.T * (chance * (1 - chance))) @ one.matrix
    slope = one.matrix.T @ (chance - one.truth)
    among = full[count:, count:] + (penalty + 1e-8) * np.eye(len(own))
    follow = np.linalg.solve(among, np.column_stack([slope[count:] + penalty * own, full[count:, :count]]))
    across = full[:count, count:]
    return full[:count, :count] - across @ follow[:, 1:], slope[:count] - across @ follow[:, 0], follow


def _own(one: _Prepared, prior: float, shared: Array, design: _Design) -> Array:
    centre = np.concatenate([shared, np.zeros(len(design.offsets))])
    return logistic.fit(one.matrix, one.truth, design.penalties() * one.weight, prior, centre)


def _resolved(subset: Sequence[str], fitted: Array, means: Mapping[str, float], design: _Design) -> dict[str, Any]:
    """The model as slopes and offsets of one pattern; what belongs to a pair goes half to either."""
    heard = set(subset)
    slopes, offsets = dict.fromkeys(subset, 0.0), dict.fromkeys(subset, 0.0)
    for (role, other), value in zip(design.slopes, fitted, strict=False):
        if {role, other} <= heard:
            slopes[role] += float(value)
    for (role, other), value in zip(design.offsets, fitted[len(design.slopes) :], strict=True):
        if {role, other} <= heard:
            offsets[role] += float(value) / 2
            offsets[other] += float(value) / 2
    positive = {role: max(slope, 0.0) for role, slope in slopes.items()}
    return {r: {"slope": positive[r], "offset": offsets[r] - positive[r] * means[r]} for r in subset}


def known(truth: Array) -> Array:
    """The truth where it is known."""
    sure: Array = truth[~np.isnan(truth)]
    return sure
