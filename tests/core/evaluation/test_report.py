"""One call gives every figure, and they are those of the metrics."""

import numpy as np
import pytest

from core.evaluation import report
from core.evaluation.classes import accuracy
from core.evaluation.metrics import auroc, brier, macro_auroc

RANDOM = np.random.default_rng(0)
TRUTH = (RANDOM.uniform(size=(120, 3)) < np.array([0.3, 0.5, 0.0])).astype(float)
SAID = np.clip(0.3 + 0.3 * TRUTH + RANDOM.normal(0, 0.2, TRUTH.shape), 0, 1)
PATIENTS = np.arange(120) // 3
LABELS = ("Mass", "Pleural_Thickening", "Never")


def test_the_figures_are_the_metrics() -> None:
    found = report.of_labels(TRUTH, SAID, LABELS, PATIENTS, rounds=30)
    assert (found.cases, found.groups) == (120, 40)
    assert [line.positives for line in found.lines] == [*TRUTH.sum(axis=0), TRUTH.sum()]
    for column, line in enumerate(found.lines[:2]):
        for name, metric in report.LABEL_METRICS.items():
            figure = line.figures[name]
            assert figure.value == metric(TRUTH[:, column], SAID[:, column]) and figure.low < figure.high
    assert found.lines[0].figures["AUROC"].value == auroc(TRUTH[:, 0], SAID[:, 0])
    assert found.lines[-1].figures["AUROC"].value == pytest.approx(macro_auroc(TRUTH, SAID))
    assert found.lines[-1].figures["Brier"].value == pytest.approx(brier(TRUTH, SAID))


def test_the_table_leaves_out_what_does_not_exist() -> None:
    table = report.of_labels(TRUTH, SAID, LABELS, PATIENTS, rounds=10).markdown().splitlines()
    assert table[0] == "| label | positives | AUROC | average precision | Brier | calibration error |"
    assert table[3].startswith("| Pleural Thickening | ") and table[4].startswith("| Never | 0 | - | - | 0.")
    assert table[5].startswith("| all (macro) | ") and len(table) == 6


def test_a_missing_score_does_not_leave_the_mean_in_silence() -> None:
    said = SAID.copy()
    said[0, 0] = np.nan
    every = report.of_labels(TRUTH, said, LABELS, PATIENTS, rounds=5).lines[-1]
    assert np.isnan(every.figures["AUROC"].value) and np.isnan(every.figures["Brier"].value)
    assert np.isnan(macro_auroc(TRUTH, said))


def test_classes() -> None:
    truth = RANDOM.integers(0, 4, 90)
    said = np.full((90, 4), 0.1) + 0.6 * np.eye(4)[np.where(RANDOM.uniform(size=90) < 0.7, truth, 0)]
    (line,) = report.of_classes(truth, said, np.arange(90), rounds=30).lines
    assert line.figures["accuracy"].value == accuracy(truth, said)
    assert list(line.figures) == ["accuracy", "log-loss", "calibration error"] and line.name == "all"


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit each other"):
        report.of_labels(TRUTH, SAID[:, :2], LABELS, PATIENTS)
    with pytest.raises(ValueError, match="do not fit each other"):
        report.of_classes(np.zeros(3, int), np.zeros((4, 2)), np.zeros(3))
    with pytest.raises(ValueError, match="do not fit each other"):
        report.of_labels(TRUTH[:0], SAID[:0], LABELS, PATIENTS[:0])
