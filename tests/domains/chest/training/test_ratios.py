"""Shrunk likelihood ratios on notes whose truth is known."""

import numpy as np
import pytest
from numpy.typing import NDArray

from core.evaluation.metrics import auroc, calibration_error
from core.training import logistic
from domains.chest.training import ratios
from domains.chest.training.ratios import Calibration, Design, Strengths

NONE: dict[str, list[tuple[int, int]]] = {}
FREE = Strengths(1e-6, 1e-6)


def design(said: NDArray[np.float64], truth: NDArray[np.float64]) -> Design:
    return Design(said, truth, range(truth.shape[1]), NONE, {})


def drawn(count: int, seed: int = 0) -> Design:
    """Two assertions that double and halve the odds of a finding of rate 0.2, and one that says nothing."""
    random = np.random.default_rng(seed)
    truth = (random.random((count, 1)) < 0.2).astype(float)
    rates = np.where(truth > 0, [0.4, 0.1, 0.3], [0.2, 0.2, 0.3])
    return design((random.random((count, 3)) < rates).astype(float), truth)


def test_without_shrinkage_the_ratio_is_that_of_the_counts() -> None:
    said = np.array([[1.0]] * 4 + [[0.0]] * 6)
    truth = np.array([[1.0], [1.0], [0.0], [0.0]] + [[0.0]] * 6)
    worth = ratios.log_ratios(design(said, truth), FREE)[0, 0]
    assert worth == pytest.approx(np.log((2 / 2) / (2 / 8)), abs=1e-3)


def test_the_ratios_of_many_notes_are_the_true_ones() -> None:
    worth = ratios.log_ratios(drawn(100_000), Strengths(5.0, 2.0))[:, 0]
    assert worth == pytest.approx([np.log(2.0), np.log(0.5), 0.0], abs=0.06)


def test_few_notes_are_drawn_to_nothing() -> None:
    few = drawn(60)
    strong, weak = (ratios.log_ratios(few, Strengths(k, k)) for k in (1000.0, 1.0))
    assert np.all(np.abs(strong) < np.abs(weak) + 1e-9)
    assert np.abs(strong).max() < 0.05


def test_naming_a_finding_starts_from_the_prior_of_naming() -> None:
    said, truth = np.zeros((100, 3)), np.zeros((100, 2))
    truth[:10, 0] = truth[10:20, 1] = 1.0
    said[:5, 0] = said[30:32, 0] = 1.0
    cells = {"present": [(0, 0), (1, 1)], "absent": [(2, 0)]}
    named = Design(said, truth, (0, 1), cells, {"absent": -0.7})
    prior = ratios.direct_prior(named)
    assert prior == pytest.approx({"present": np.log((5 + 1) / (0.7 + 1)), "absent": -0.7})
    worth = ratios.log_ratios(named, Strengths(5.0, 2.0))
    assert worth[1, 1] == pytest.approx(prior["present"])
    assert worth[2, 0] == pytest.approx(-0.7)


def test_calibration_finds_the_slope_and_what_silence_is_worth() -> None:
    random = np.random.default_rng(1)
    sums = random.normal(size=(20_000, 2))
    logits = np.log(0.25) + 0.3 + 0.5 * sums
    truth = (random.random(sums.shape) < logistic.logistic(logits)).astype(float)
    found = ratios.calibrate(sums, truth)
    assert found.slope == pytest.approx([0.5, 0.5], abs=0.05)
    stated = ratios.prior_log_odds(truth) + found.silence + found.slope * sums
    assert stated.mean(axis=0) == pytest.approx(logits.mean(axis=0), abs=0.06)


def test_a_sum_that_points_the_wrong_way_is_not_believed() -> None:
    sums = np.linspace(-2, 2, 2000)[:, None]
    truth = (np.random.default_rng(0).random(sums.shape) < logistic.logistic(-2 - sums)).astype(float)
    assert ratios.calibrate(sums, truth).slope[0] == 0.0


def test_a_label_without_positives_stays_finite() -> None:
    empty = design(np.ones((50, 1)), np.zeros((50, 1)))
    assert np.all(np.isfinite(ratios.log_ratios(empty, Strengths(5.0, 2.0))))
    found = ratios.calibrate(np.zeros((50, 1)), empty.truth)
    assert np.all(np.isfinite(found.silence))


def test_sums_are_measured_on_other_notes() -> None:
    """A note whose assertion is unique to it gets nothing from it."""
    said = np.eye(40)
    truth = np.tile([[1.0], [0.0]], (20, 1))
    sums = ratios.out_of_fold(design(said, truth), Strengths(5.0, 2.0), parts=5, seed=0)
    assert sums == pytest.approx(0.0, abs=1e-9)


def test_out_of_fold_sums_rank_and_are_calibrated() -> None:
    notes = drawn(4000)
    sums = ratios.out_of_fold(notes, Strengths(5.0, 2.0), parts=5, seed=0)
    fitted = ratios.calibrate(sums, notes.truth)
    stated = logistic.logistic(ratios.prior_log_odds(notes.truth) + fitted.silence + fitted.slope * sums)
    assert auroc(notes.truth[:, 0], sums[:, 0]) > 0.6
    assert calibration_error(notes.truth[:, 0], stated[:, 0]) < 0.02
    nothing = Calibration(np.zeros(1), np.zeros(1))
    assert ratios.log_loss(sums, notes.truth, fitted) < ratios.log_loss(sums, notes.truth, nothing)


def test_the_strengths_with_the_least_loss_are_chosen() -> None:
    grid = (Strengths(1e6, 1e6), Strengths(5.0, 2.0))
    assert ratios.choose(drawn(2000), grid, parts=5, seed=0) == grid[1]
