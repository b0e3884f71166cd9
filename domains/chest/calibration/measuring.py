"""What a calibration changes, measured on cases that it was not fitted on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.certainty.certificate import Certificate
from core.certainty.conformal import Thresholds
from core.certainty.scaling import probabilities
from core.certainty.scaling_fit import patient_folds
from core.evaluation.bootstrap import ROUNDS, Interval, interval
from core.evaluation.metrics import auroc, calibration_error
from domains.chest.calibration.fitting import fit, fitted_labels
from domains.chest.calibration.sample import Array, Rows, Sample

SEED = 1


@dataclass(frozen=True)
class Told:
    """Logits of every case, and whether its conformal sets hold each answer: all ``(n, labels)``.

    Attributes:
        logits: Fused.
        keeps_present: 1 where "present" is in the set, 0 where it is not, not a number where there are no thresholds.
        keeps_absent: The same of "absent".
    """

    logits: Array
    keeps_present: Array
    keeps_absent: Array


@dataclass(frozen=True)
class Figures:
    """One side of the comparison, over all findings that were fitted; intervals resample patients."""

    calibration_error: Interval
    auroc: Interval
    present: Interval
    absent: Interval


def before(sample: Sample, certificate: Certificate) -> Told:
    """As the weights say it, with the thresholds that came with them."""
    patterns = [one.said.certified[full] for one, full in zip(sample.heard, sample.fullest, strict=True)]
    limits = [[certificate.thresholds(pattern, label) for label in sample.labels] for pattern in patterns]
    return Told(sample.logits, *_kept(sample.logits, limits))


def after(sample: Sample, rate: float) -> Told:
    """As the house's own calibration says it of cases that it was not fitted on, fold by fold.

    Args:
        sample: The cases.
        rate: The operating point.
    """
    logits = sample.logits.copy()
    keeps = np.full((2, *logits.shape), np.nan)
    for test in patient_folds(sample.patients, SEED):
        rows, held_out = np.flatnonzero(~test), np.flatnonzero(test)
        if not fitted_labels(sample, rows):
            continue
        fitted = fit(sample, rows)
        logits[held_out] = fitted.scaled(sample.logits[held_out], sample.labels)
        patterns = [fitted.points[rate].get(sample.fullest[row], {}) for row in held_out]
        limits = [[labels.get(label) for label in sample.labels] for labels in patterns]
        keeps[:, held_out] = _kept(logits[held_out], limits)
    return Told(logits, keeps[0], keeps[1])


def _kept(logits: Array, limits: list[list[Thresholds | None]]) -> tuple[Array, Array]:
    lowest = np.array([[np.nan if one is None else one.present_from for one in row] for row in limits], float)
    highest = np.array([[np.nan if one is None else one.absent_to for one in row] for row in limits], float)
    present = np.where(np.isnan(lowest), np.nan, logits >= lowest)
    absent = np.where(np.isnan(highest), np.nan, logits <= highest)
    return present, absent


def figures(sample: Sample, told: Told, labels: tuple[str, ...], rounds: int = ROUNDS) -> Figures:
    """Calibration error, mean AUROC and coverage over these findings; ``rounds`` is how often patients are drawn."""
    columns = [sample.labels.index(label) for label in labels]
    truth, said = sample.truth[:, columns], probabilities(told.logits[:, columns], exclusive=False)
    present = np.where(truth == 1.0, told.keeps_present[:, columns], np.nan)
    absent = np.where(truth == 0.0, told.keeps_absent[:, columns], np.nan)
    return Figures(
        *(
            interval(figure, sample.patients, rounds)
            for figure in (
                lambda rows: _error(truth[rows], said[rows]),
                lambda rows: _mean_auroc(truth[rows], said[rows]),
                lambda rows: _share(present[rows]),
                lambda rows: _share(absent[rows]),
            )
        )
    )


def ranks(sample: Sample, told: Told, label: str) -> Interval:
    """AUROC of one finding over the cases in which it is known."""
    truth, said, patients = _known(sample, told, label)
    return interval(lambda rows: auroc(truth[rows], said[rows]), patients)


def off_by(sample: Sample, told: Told, label: str) -> float:
    """Calibration error of one finding over the cases in which it is known."""
    truth, said, _ = _known(sample, told, label)
    return calibration_error(truth, said)


def _known(sample: Sample, told: Told, label: str) -> tuple[Array, Array, Rows]:
    column = sample.labels.index(label)
    rows = np.flatnonzero(~np.isnan(sample.truth[:, column]))
    said = probabilities(told.logits[rows, column], exclusive=False)
    return sample.truth[rows, column], said, sample.patients[rows]


def _error(truth: Array, said: Array) -> float:
    known = ~np.isnan(truth)
    return calibration_error(truth[known], said[known])


def _mean_auroc(truth: Array, said: Array) -> float:
    areas = [_auroc(truth[:, column], said[:, column]) for column in range(truth.shape[1])]
    areas = [area for area in areas if not np.isnan(area)]
    return float(np.mean(areas)) if areas else float("nan")


def _auroc(truth: Array, said: Array) -> float:
    known = ~np.isnan(truth)
    return auroc(truth[known], said[known])


def _share(kept: NDArray[Any]) -> float:
    known = kept[~np.isnan(kept)]
    return float(known.mean()) if len(known) else float("nan")


def counts(sample: Sample, label: str) -> tuple[int, int]:
    """Cases with the finding, and without it."""
    column = sample.truth[:, sample.labels.index(label)]
    return int(np.sum(column == 1.0)), int(np.sum(column == 0.0))


def usual_pattern(sample: Sample) -> str:
    """The set of roles that most cases have."""
    found, many = np.unique(sample.fullest, return_counts=True)
    return str(found[np.argmax(many)])


def all_rows(sample: Sample) -> Rows:
    """Every case."""
    return np.arange(len(sample))
