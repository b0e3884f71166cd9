"""Every figure of a system in one call, each with its interval, for each label and over all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.evaluation.bootstrap import ROUNDS, Interval, Rows, interval
from core.evaluation.classes import accuracy, class_log_loss, confidence_error
from core.evaluation.metrics import auroc, average_precision, brier, calibration_error

Array = NDArray[np.floating[Any]]
Metric = Callable[[Array, Array], float]
LABEL_METRICS: Mapping[str, Metric] = {
    "AUROC": auroc,
    "average precision": average_precision,
    "Brier": brier,
    "calibration error": calibration_error,
}
CLASS_METRICS: Mapping[str, Callable[[Any, Array], float]] = {
    "accuracy": accuracy,
    "log-loss": class_log_loss,
    "calibration error": confidence_error,
}
MACRO = "all (macro)"
ALL = "all"


@dataclass(frozen=True)
class Line:
    """The figures of one label, or of all.

    Attributes:
        name: The label, or :data:`MACRO`.
        positives: Cases with it.
        figures: Metric to figure.
    """

    name: str
    positives: int
    figures: Mapping[str, Interval]


@dataclass(frozen=True)
class Report:
    """Lines over one set of cases.

    Attributes:
        cases: How many.
        groups: How many patients they come from.
        lines: Each label's, in order, and last the macro mean.
    """

    cases: int
    groups: int
    lines: tuple[Line, ...]

    def markdown(self) -> str:
        """A table; a figure that does not exist is a dash."""
        names = list(self.lines[0].figures)
        rows = [f"| label | positives | {' | '.join(names)} |", "|" + "---|" * (len(names) + 2)]
        for line in self.lines:
            cells = " | ".join(shown(line.figures[name]) for name in names)
            rows.append(f"| {line.name.replace('_', ' ')} | {line.positives} | {cells} |")
        return "\n".join(rows)


def shown(figure: Interval) -> str:
    """The figure with its interval, or a dash."""
    return "-" if np.isnan(figure.value) else str(figure)


def of_labels(
    truth: Array,
    probabilities: Array,
    labels: Sequence[str],
    groups: NDArray[Any],
    rounds: int = ROUNDS,
    seed: int = 0,
) -> Report:
    """The report of labels that do not exclude each other.

    Args:
        truth: ``(n, labels)`` of 0 and 1.
        probabilities: ``(n, labels)``.
        labels: Names of the columns.
        groups: ``(n,)``; the patient of each case, by whom intervals are drawn.
        rounds: Resamples.
        seed: Of the drawing.

    Raises:
        ValueError: the shapes do not fit.
    """
    _check(truth.shape == probabilities.shape == (len(groups), len(labels)), truth, probabilities, groups)
    lines = [
        Line(label, int(np.sum(truth[:, i] > 0.5)), _figures(truth[:, i], probabilities[:, i], groups, rounds, seed))
        for i, label in enumerate(labels)
    ]
    macro = {
        name: interval(lambda rows, m=metric: _mean(m, truth[rows], probabilities[rows]), groups, rounds, seed)  # type: ignore[misc]
        for name, metric in LABEL_METRICS.items()
    }
    every = Line(MACRO, int(np.sum(truth > 0.5)), macro)
    return Report(len(truth), len(np.unique(groups)), (*lines, every))


def of_classes(
    truth: NDArray[np.integer[Any]], probabilities: Array, groups: NDArray[Any], rounds: int = ROUNDS, seed: int = 0
) -> Report:
    """The report of classes of which exactly one is true.

    Args:
        truth: ``(n,)``; the number of the true class.
        probabilities: ``(n, classes)``.
        groups: ``(n,)``; the patient of each case.
        rounds: Resamples.
        seed: Of the drawing.

    Raises:
        ValueError: the shapes do not fit.
    """
    _check(truth.shape == (len(groups),) == probabilities.shape[:1], truth, probabilities, groups)

    def figure(metric: Callable[[Any, Array], float]) -> Callable[[Rows], float]:
        return lambda rows: metric(truth[rows], probabilities[rows])

    figures = {name: interval(figure(metric), groups, rounds, seed) for name, metric in CLASS_METRICS.items()}
    return Report(len(truth), len(np.unique(groups)), (Line(ALL, len(truth), figures),))


def _figures(truth: Array, said: Array, groups: NDArray[Any], rounds: int, seed: int) -> dict[str, Interval]:
    def figure(metric: Metric) -> Callable[[Rows], float]:
        return lambda rows: metric(truth[rows], said[rows])

    return {name: interval(figure(metric), groups, rounds, seed) for name, metric in LABEL_METRICS.items()}


def _mean(metric: Metric, truth: Array, said: Array) -> float:
    """Mean over the labels; only a label of one class may have no figure and be left out."""
    values = np.array([metric(truth[:, column], said[:, column]) for column in range(truth.shape[1])])
    one_class = np.all(truth == truth[:1], axis=0)
    there = values[~(np.isnan(values) & one_class)]
    return float(there.mean()) if len(there) else float("nan")


def _check(fits: bool, truth: NDArray[Any], said: Array, groups: NDArray[Any]) -> None:
    if not fits or len(groups) == 0:
        raise ValueError(
            f"Truth {truth.shape}, probabilities {said.shape} and groups {groups.shape} do not fit each other: "
            "give one row for each case and one column for each label."
        )
