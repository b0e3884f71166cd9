"""Fitting a scaling: temperature first, vector scaling where held-out cases show that temperature is not enough."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.certainty.reliability import calibration_error
from core.certainty.scaling import Kind, Scaling, probabilities

Array = NDArray[np.floating[Any]]
Parameters = tuple[Array, Array]
BOUND = 0.015
FOLDS = 5
RIDGE = 1.0
LEAST, MOST = 1e-3, 1e3
STEPS = 60
TINY = 1e-15


def fit(
    logits: Array,
    truth: Array,
    labels: tuple[str, ...],
    *,
    exclusive: bool = False,
    groups: NDArray[Any] | None = None,
    bound: float = BOUND,
    seed: int = 0,
) -> Scaling:
    """The simplest scaling that leaves a calibration error of at most ``bound`` on held-out cases.

    Vector scaling is taken where temperature leaves more and vector scaling predicts clearly better. Both are measured
    on folds that they were not fitted on, and the one that is taken is fitted on everything. The calibration error
    alone would not do: with few cases chance keeps it above any bound, and vector scaling would follow chance.

    Args:
        logits: ``(n, labels)``, of cases that the model was not trained on.
        truth: ``(n, labels)`` of 0 and 1, not a number where it is not known; exactly one 1 in a row where the labels
            exclude each other.
        labels: Names of the columns.
        exclusive: Whether they exclude each other.
        groups: ``(n,)``; the patient of each case: no patient is on both sides of a fold.
        bound: See above; mean over the labels, of the surest answer where labels exclude each other.
        seed: Of the folds.

    Raises:
        ValueError: a label has one class only, or a logit is not a number.
    """
    _check(logits, truth, labels)
    _, patients = np.unique(np.arange(len(logits)) if groups is None else groups, return_inverse=True)
    sides = patient_folds(patients, seed)
    held_out = {kind: _held_out(fitter, logits, truth, exclusive, sides) for kind, fitter in FITTERS.items()}
    errors = {kind: error(truth, said, exclusive) for kind, said in held_out.items()}
    better = _clearly_better(held_out["vector"], held_out["temperature"], truth, exclusive, patients)
    kind: Kind = "vector" if errors["temperature"] > bound and better else "temperature"
    slopes, offsets = FITTERS[kind](logits, truth, exclusive)
    rounded = {name: round(value, 5) for name, value in errors.items()}
    return Scaling(kind, labels, tuple(slopes.tolist()), tuple(offsets.tolist()), exclusive, rounded)


def _clearly_better(first: Array, second: Array, truth: Array, exclusive: bool, patients: NDArray[np.intp]) -> bool:
    """Whether the first's log-loss is lower by twice the standard error of the paired difference over patients."""
    gain = np.bincount(patients, _loss(truth, second, exclusive) - _loss(truth, first, exclusive))
    return float(gain.mean()) > 2.0 * float(gain.std()) / math.sqrt(len(gain))


def _loss(truth: Array, said: Array, exclusive: bool) -> Array:
    """Log-loss of each case, ``(n,)``, over what is known of it."""
    likelihood = truth * np.log(np.maximum(said, TINY))
    if not exclusive:
        likelihood = likelihood + (1.0 - truth) * np.log(np.maximum(1.0 - said, TINY))
    loss: Array = -np.nansum(likelihood, axis=1)
    return loss


def error(truth: Array, said: Array, exclusive: bool) -> float:
    """Calibration error of ``(n, labels)`` probabilities: of the surest answer, or the mean over the labels."""
    if not exclusive:
        known = ~np.isnan(truth)
        columns = [(truth[rows, i], said[rows, i]) for i, rows in enumerate(known.T)]
        return float(np.mean([calibration_error(there, told) for there, told in columns]))
    surest = np.argmax(said, axis=1)
    rows = np.arange(len(said))
    return calibration_error(truth[rows, surest], said[rows, surest])


def unscaled(logits: Array, truth: Array, exclusive: bool) -> Parameters:
    """Logits as they are; for comparison."""
    return np.ones(logits.shape[1]), np.zeros(logits.shape[1])


def temperature(logits: Array, truth: Array, exclusive: bool) -> Parameters:
    """One slope for all labels by bisection on the slope of the log-likelihood, which falls steadily."""
    low, high = np.log(LEAST), np.log(MOST)
    for _ in range(STEPS):
        middle = (low + high) / 2.0
        excess = float(np.nansum(logits * (probabilities(logits * np.exp(middle), exclusive) - truth)))
        low, high = (low, middle) if excess > 0 else (middle, high)
    return np.full(logits.shape[1], np.exp((low + high) / 2.0)), np.zeros(logits.shape[1])


def vector(logits: Array, truth: Array, exclusive: bool) -> Parameters:
    """A slope and an offset for each label by Newton's method, drawn weakly towards the temperature's."""
    slopes, offsets = temperature(logits, truth, exclusive)
    start = np.concatenate([slopes, offsets])
    if exclusive:
        found = _newton(start, logits, truth)
        return found[: len(slopes)], found[len(slopes) :]
    known = ~np.isnan(truth)
    each = [
        _newton(np.array([slope, 0.0]), logits[known[:, i], i : i + 1], truth[known[:, i], i : i + 1])
        for i, slope in enumerate(slopes)
    ]
    return np.array([pair[0] for pair in each]), np.array([pair[1] for pair in each])


FITTERS: dict[str, Callable[[Array, Array, bool], Parameters]] = {
    "none": unscaled,
    "temperature": temperature,
    "vector": vector,
}


def _newton(start: Array, logits: Array, truth: Array) -> Array:
    """Damped Newton steps on the penalised log-loss of one label, or of all where they exclude each other."""
    found, labels = start.copy(), logits.shape[1]
    for _ in range(STEPS):
        said = probabilities(logits * found[:labels] + found[labels:], labels > 1)
        excess = said - truth
        slope = np.concatenate([(logits * excess).sum(axis=0), excess.sum(axis=0)]) + RIDGE * (found - start)
        step = np.linalg.solve(_curvature(logits, said) + RIDGE * np.eye(len(start)), slope)
        found -= step / max(1.0, float(np.abs(step).max()))
        if float(np.abs(step).max()) < 1e-9:
            break
    return found


def _curvature(logits: Array, said: Array) -> Array:
    """Second derivatives by slopes and offsets: ``(2 labels, 2 labels)``."""
    labels = logits.shape[1]
    own = said[:, :, None] * np.eye(labels)
    spread = own - said[:, :, None] * said[:, None, :] if labels > 1 else own * (1.0 - said[:, :, None])
    corner = np.einsum("ni,nij,nj->ij", logits, spread, logits)
    side, rest = np.einsum("ni,nij->ij", logits, spread), spread.sum(axis=0)
    whole: Array = np.block([[corner, side], [side.T, rest]])
    return whole


def _held_out(
    fitter: Callable[[Array, Array, bool], Parameters],
    logits: Array,
    truth: Array,
    exclusive: bool,
    sides: list[NDArray[np.bool_]],
) -> Array:
    """Probabilities of every case from parameters that were fitted without it."""
    said = np.zeros(logits.shape)
    for test in sides:
        slopes, offsets = fitter(logits[~test], truth[~test], exclusive)
        said[test] = probabilities(logits[test] * slopes + offsets, exclusive)
    return said


def patient_folds(patients: NDArray[np.intp], seed: int) -> list[NDArray[np.bool_]]:
    """Which rows are held out each time; a patient is held out as a whole.

    Args:
        patients: ``(n,)``: a number for each patient, from 0 on.
        seed: Of the drawing.
    """
    many = int(patients.max()) + 1
    count = min(FOLDS, many)
    if count < 2:
        raise ValueError("Calibration needs cases of at least two patients: give more calibration cases.")
    fold = np.random.default_rng(seed).permutation(many) % count
    return [fold[patients] == number for number in range(count)]


def _check(logits: Array, truth: Array, labels: tuple[str, ...]) -> None:
    if len(logits) == 0 or logits.shape != truth.shape or logits.ndim != 2 or logits.shape[1] != len(labels):
        raise ValueError(f"Logits {logits.shape} and truth {truth.shape} must both be (cases, {len(labels)} labels).")
    for column, label in enumerate(labels):
        if not np.all(np.isfinite(logits[:, column])):
            raise ValueError(f"The logits of '{label}' hold a value that is not a number: look at what was read.")
        if len(np.unique(truth[~np.isnan(truth[:, column]), column] > 0.5)) < 2:
            raise ValueError(f"'{label}' is never or always true among the calibration cases: leave it out.")
