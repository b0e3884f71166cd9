"""Small cohorts: one linear expert for each kind of signal, fused late, cross-validated over groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.training import folds
from core.training.fusers import train_fuser
from core.training.voices import VoiceTable

Array = NDArray[Any]
Sets = Sequence[tuple[str, ...]]
INNER = 4
RIDGE = 0.1
EDGE = 1e-6


@dataclass(frozen=True)
class Cohort:
    """A two-sided question about some cases.

    Attributes:
        truth: ``(n,)`` of 0 and 1.
        groups: ``(n,)``: rows of one group (patient, article, recording) stay together.
        roles: Kind of signal to ``(n, width)``; a row that holds NaN is absent.
        strata: ``(n,)``, what the folds are balanced over; the truth where it is not given.
        fold: ``(n,)``, folds that are given instead of drawn (a source each, for instance).
    """

    truth: Array
    groups: Array
    roles: Mapping[str, Array] = field(default_factory=dict)
    strata: Array | None = None
    fold: Array | None = None

    def __len__(self) -> int:
        return len(self.truth)

    def there(self, role: str) -> NDArray[np.bool_]:
        """``(n,)``: in which rows a role is present."""
        return np.asarray(~np.isnan(self.roles[role]).any(axis=1), bool)

    def outer(self, count: int, seed: int) -> list[folds.Fold]:
        """Rows to fit on and rows to ask about."""
        if self.fold is None:
            strata = self.truth if self.strata is None else self.strata
            return folds.grouped(self.groups, strata, count, seed)
        own = [np.asarray(self.fold == name) for name in np.unique(self.fold)]
        return [(np.flatnonzero(~here), np.flatnonzero(here)) for here in own]


def crossfit(cohort: Cohort, sets: Sets, count: int = 5, seed: int = 0) -> dict[tuple[str, ...], Array]:
    """Log-odds ``(n,)`` of every case by experts and fusers that never saw its group, for each set of roles.

    A case of which none of a set's roles is present gets the prior of the fitted cases.
    """
    said = {roles: np.zeros(len(cohort)) for roles in sets}
    for number, (fit, asked) in enumerate(cohort.outer(count, seed)):
        for roles in sets:
            said[roles][asked] = _fold(cohort, roles, fit, asked, seed + number)
    return said


def _fold(cohort: Cohort, roles: tuple[str, ...], fit: Array, asked: Array, seed: int) -> Array:
    table, test = _table(cohort, roles, fit, None, seed), _table(cohort, roles, asked, fit, seed)
    fitted = train_fuser("late", table)
    prior = float(np.log((table.truth.mean() + EDGE) / (1 - table.truth.mean() + EDGE)))
    nobody = ~np.any([test.there[role] for role in roles], axis=0)
    found = np.full(len(asked), prior)
    if not nobody.all():
        found[~nobody] = fitted.logits(test.rows(np.flatnonzero(~nobody)), roles)[:, 0]
    return found


def _table(cohort: Cohort, roles: Sequence[str], rows: Array, fit: Array | None, seed: int) -> VoiceTable:
    """Statements about ``rows``: by experts fitted on ``fit``, or out of fold where those are the rows themselves."""
    statements = {role: np.zeros((len(rows), 1)) for role in roles}
    for role in roles:
        if fit is None:
            inner = folds.grouped(cohort.groups[rows], cohort.truth[rows], INNER, seed)
            for some, rest in inner:
                statements[role][rest, 0] = expert(cohort, role, rows[some], rows[rest])
        else:
            statements[role][:, 0] = expert(cohort, role, fit, rows)
    there = {role: cohort.there(role)[rows] for role in roles}
    truth = cohort.truth[rows][:, None].astype(float)
    return VoiceTable(("positive",), truth, cohort.groups[rows], statements, there=there)


def expert(cohort: Cohort, role: str, fit: Array, asked: Array) -> Array:
    """Ridge logistic regression on one role: log-odds ``(len(asked),)``, zero where the role is absent."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    there, values = cohort.there(role), cohort.roles[role]
    fit = fit[there[fit]]
    found = np.zeros(len(asked))
    seen = there[asked]
    if len(np.unique(cohort.truth[fit])) < 2 or not seen.any():
        return found
    strength = RIDGE / max(1.0, values.shape[1] / 16)
    model = make_pipeline(StandardScaler(), LogisticRegression(C=strength, max_iter=2000))
    model.fit(values[fit], cohort.truth[fit])
    found[seen] = model.decision_function(values[asked[seen]])
    return found
