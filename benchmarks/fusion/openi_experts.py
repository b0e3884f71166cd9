"""The three experts of OpenI, fitted on some reports and asked about others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.fusion import balanced, openi_films
from core.encoders.vocabulary import Vocabulary
from core.training import logistic, record
from core.training.voices import VoiceTable
from domains.chest.training import note, openi, ratios
from domains.chest.training.openi import Report
from domains.chest.training.ratios import Strengths

Array = NDArray[np.floating[Any]]
Rows = NDArray[np.intp]
LEAST_POSITIVES = 30
ROLES = ("image", "note", "record")
ANY_RIDGE, OWN_RIDGE, NEAR = 100.0, 300.0, 0.3
INNER = 3


@dataclass(frozen=True)
class Cases:
    """Every labelled report.

    Attributes:
        reports: In the order of all arrays.
        labels: The findings with enough positives.
        truth: ``(n, labels)``.
        groups: ``(n,)``: the date of birth, since reports of one patient cannot be told otherwise; a report without a
            film is a group by itself.
        regressors: ``image`` and ``record`` to ``(n, columns)``; what the films' own tables give.
        films: The table of films.
        notes: What each indication asserts; rows of reports without one are empty.
        there: Role to ``(n,)``.
    """

    reports: tuple[Report, ...]
    labels: tuple[str, ...]
    truth: Array
    groups: NDArray[Any]
    regressors: Mapping[str, Array]
    films: Any
    notes: note.Table
    there: Mapping[str, NDArray[np.bool_]]

    @property
    def names(self) -> list[str]:
        """Names of the reports."""
        return [report.id for report in self.reports]

    @cached_property
    def columns(self) -> list[int]:
        """Where the labels stand in the note expert's."""
        return [note.LABELS.index(label) for label in self.labels]

    def rows(self, rows: Rows, statements: Mapping[str, Array], vectors: bool = True) -> VoiceTable:
        """A fuser's table of some rows; ``statements`` are of those rows."""
        found = {**self.regressors, "note": self.notes.design.said} if vectors else {}
        return VoiceTable(
            self.labels,
            self.truth[rows],
            self.groups[rows],
            statements,
            {role: scaled(values)[rows] for role, values in found.items()},
            there={role: values[rows] for role, values in self.there.items()},
        )


def read(archive: Path, headers: Path) -> Cases:
    """Reports, films and assertions as arrays."""
    found = [Report(r.id, {note.PART: "", **r.parts}, r.labels) for r in openi.reports(archive)]
    table = openi_films.films(archive, headers)
    filmed = set(table[table["Study Date"].notna()].report)
    there = {"note": np.array([bool(r.parts[note.PART]) for r in found])}
    there |= dict.fromkeys(("image", "record"), np.array([r.id in filmed for r in found]))
    notes = note.tabulate(found, Vocabulary.load(note.VOCABULARY.read_bytes()))
    enough = [j for j in range(len(note.LABELS)) if notes.design.truth[:, j].sum() >= LEAST_POSITIVES]
    names = [r.id for r in found]
    regressors = {"image": openi_films.descriptors(table, names), "record": openi_films.record(table, names)}
    labels, truth = tuple(note.LABELS[j] for j in enough), notes.design.truth[:, enough]
    return Cases(tuple(found), labels, truth, _births(table, names), regressors, table, notes, there)


def _births(table: Any, names: Sequence[str]) -> NDArray[Any]:
    born = table.drop_duplicates("report").set_index("report")["Patient's Birth Date"].reindex(names)
    return np.array([name if day != day else str(int(day)) for name, day in zip(names, born, strict=True)])


def scaled(regressors: Array) -> Array:
    """Centred, and divided by the root of the spread: rare levels stay smaller than common ones, and shrink more."""
    spread = regressors.std(axis=0) + 1e-6
    centred: Array = (regressors - regressors.mean(axis=0)) / np.sqrt(NEAR * spread)
    return centred


def shrunk(regressors: Array, truth: Array) -> Array:
    """Coefficients ``(columns + 1, labels)``, each label's drawn towards those of having any finding at all.

    Thirty positives cannot carry hundreds of coefficients, a thousand reports with some finding can: a hierarchical
    logistic model in two steps, as the note expert draws its ratios towards the pooled one.
    """
    pooled = penalised(regressors, truth.max(axis=1, keepdims=True), ANY_RIDGE)
    score = (regressors @ pooled[:-1])[:, 0]
    slopes = [_slope(score, column) for column in truth.T]
    return penalised(regressors, truth, OWN_RIDGE, pooled[:-1] * np.array(slopes))


def _slope(score: Array, truth: Array) -> float:
    full = np.column_stack([score, np.ones(len(score))])
    return float(logistic.fit(full, truth, np.array([1.0, 0.0]), record.prior_log_odds(truth))[0])


def penalised(regressors: Array, truth: Array, ridge: float, centre: Array | float = 0.0) -> Array:
    """Logistic models of all labels at once ``(columns + 1, labels)``, the last row free and the others drawn."""
    from scipy.optimize import minimize

    full, shape = np.column_stack([regressors, np.ones(len(regressors))]), (regressors.shape[1] + 1, truth.shape[1])
    start = np.zeros(shape)
    start[:-1], start[-1] = centre, [record.prior_log_odds(column) for column in truth.T]

    def loss(flat: Array) -> tuple[float, Array]:
        weights = flat.reshape(shape)
        logits, away = full @ weights, weights[:-1] - start[:-1]
        value = np.sum(np.logaddexp(0.0, logits) - truth * logits) + ridge / 2 * np.sum(away**2)
        slope = full.T @ (logistic.logistic(logits) - truth)
        slope[:-1] += ridge * away
        return float(value), slope.ravel()

    found = minimize(loss, start.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    return np.asarray(found.x).reshape(shape)


def states(cases: Cases, fit: Rows, asked: Rows, strengths: Strengths) -> dict[str, Array]:
    """Role to log-odds ``(asked, labels)`` of experts fitted on other rows."""
    said = {role: _by_columns(cases, role, fit, asked) for role in cases.regressors}
    return said | {"note": _by_note(cases, fit, asked, strengths)}


def chosen(cases: Cases, fit: Rows) -> Strengths:
    """How strongly the note expert's ratios shrink, by the rows that may be looked at."""
    return ratios.choose(cases.notes.design.rows(fit[cases.there["note"][fit]]), note.GRID, note.FOLDS, note.SEED)


def _by_columns(cases: Cases, role: str, fit: Rows, asked: Rows) -> Array:
    regressors, fit = scaled(cases.regressors[role]), fit[cases.there[role][fit]]
    fitted = shrunk(regressors[fit], cases.truth[fit])
    said: Array = regressors[asked] @ fitted[:-1] + fitted[-1]
    return said


def _by_note(cases: Cases, fit: Rows, asked: Rows, strengths: Strengths) -> Array:
    """The note expert of the chest domain, measured again on these rows."""
    design = cases.notes.design.rows(fit[cases.there["note"][fit]])
    worth, calibration, _ = note.fit(design, (strengths,))
    said = note.log_odds(cases.notes.design.said[asked], worth, calibration)[:, cases.columns]
    stated: Array = said + np.array([record.prior_log_odds(column) for column in cases.truth[fit].T])
    return stated


def crossed(cases: Cases, fit: Rows, strengths: Strengths, seed: int) -> dict[str, Array]:
    """Role to log-odds of the rows ``fit`` themselves, each by experts that did not see its fold."""
    fold = balanced.folds(cases.truth[fit], cases.groups[fit], INNER, seed)
    said: dict[str, Array] = {role: np.zeros((len(fit), len(cases.labels))) for role in ROLES}
    for part in range(INNER):
        for role, values in states(cases, fit[fold != part], fit[fold == part], strengths).items():
            said[role][fold == part] = values
    return said
