"""The metrics are scikit-learn's."""

import numpy as np
import pytest

from core.evaluation.metrics import auroc, average_precision, brier, calibration_error, macro_auroc

theirs = pytest.importorskip("sklearn.metrics", reason="scikit-learn is not installed (extra 'train')")
RANDOM = np.random.default_rng(0)
TRUTH = (RANDOM.uniform(size=300) < 0.3).astype(float)
SCORES = np.round(RANDOM.uniform(size=300) * 0.6 + TRUTH * 0.2, 2)


def test_auroc_with_ties() -> None:
    assert auroc(TRUTH, SCORES) == pytest.approx(theirs.roc_auc_score(TRUTH, SCORES))


def test_average_precision_with_ties() -> None:
    assert average_precision(TRUTH, SCORES) == pytest.approx(theirs.average_precision_score(TRUTH, SCORES))


def test_brier() -> None:
    assert brier(TRUTH, SCORES) == pytest.approx(theirs.brier_score_loss(TRUTH, SCORES))


@pytest.mark.parametrize("truth", [np.zeros(5), np.ones(5)])
def test_one_class_alone_has_no_auroc(truth: np.ndarray) -> None:
    assert np.isnan(auroc(truth, np.arange(5.0)))


def test_without_positives_there_is_no_precision() -> None:
    assert np.isnan(average_precision(np.zeros(5), np.arange(5.0)))


def test_calibration_error_of_a_constant_is_its_distance_from_the_share() -> None:
    truth = np.r_[np.ones(30), np.zeros(70)]
    assert calibration_error(truth, np.full(100, 0.3)) == pytest.approx(0.0)
    assert calibration_error(truth, np.full(100, 0.55)) == pytest.approx(0.25)


def test_calibration_error_weighs_bins_by_their_cases() -> None:
    truth, probabilities = np.array([0.0, 0.0, 0.0, 1.0]), np.array([0.05, 0.05, 0.05, 0.6])
    assert calibration_error(truth, probabilities) == pytest.approx(0.75 * 0.05 + 0.25 * 0.4)


def test_macro_leaves_out_labels_with_one_class() -> None:
    truth, scores = np.column_stack([TRUTH, np.zeros(300)]), np.column_stack([SCORES, SCORES])
    assert macro_auroc(truth, scores) == pytest.approx(auroc(TRUTH, SCORES))
    assert np.isnan(macro_auroc(np.zeros((5, 2)), np.ones((5, 2))))
