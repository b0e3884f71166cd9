"""The interval of the AUROC is DeLong's for single cases, and widens for several of one patient."""

import math

import numpy as np
import pytest

from core.certainty.reliability import Z95, auroc_interval, calibration_error, reliability_curve
from core.evaluation.bootstrap import interval
from core.evaluation.metrics import auroc

RANDOM = np.random.default_rng(0)


def sample(count: int, effect: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    truth = random.uniform(size=count) < 0.3
    return np.round(random.normal(size=count) + effect * truth, 2), truth


def test_the_figure_and_the_variance_are_those_of_the_textbook() -> None:
    """Structural components counted pair by pair, their variances over the numbers of cases (DeLong 1988)."""
    scores, truth = sample(60, 0.8)
    pairs = np.sign(scores[truth][:, None] - scores[~truth]) / 2.0 + 0.5
    wide = math.sqrt(pairs.mean(1).var(ddof=1) / truth.sum() + pairs.mean(0).var(ddof=1) / (~truth).sum())
    area, low, _ = auroc_interval(scores, truth)
    assert area == pytest.approx(auroc(truth.astype(float), scores))
    assert area - low == pytest.approx(Z95 * wide)


def test_it_is_about_the_bootstraps() -> None:
    scores, truth = sample(400, 1.0)
    patients = np.repeat(np.arange(100), 4)
    _, low, high = auroc_interval(scores, truth, patients)
    found = interval(lambda rows: auroc(truth[rows].astype(float), scores[rows]), patients, 500)
    assert (low, high) == pytest.approx((found.low, found.high), abs=0.01)


def test_copies_of_a_case_are_no_new_cases() -> None:
    scores, truth = sample(100, 0.8)
    once, copied = (
        auroc_interval(scores, truth),
        auroc_interval(np.repeat(scores, 5), np.repeat(truth, 5), np.repeat(np.arange(100), 5)),
    )
    assert copied == pytest.approx(once, abs=0.003)


def test_chance_is_inside_about_as_often_as_it_says() -> None:
    outside = sum(
        not 0.5 <= auroc_interval(*sample(120, 0.0, seed))[2] or auroc_interval(*sample(120, 0.0, seed))[1] > 0.5
        for seed in range(300)
    )
    assert outside / 300 < 0.09


@pytest.mark.parametrize(
    ("scores", "truth"),
    [
        (np.arange(5.0), np.zeros(5, bool)),
        (np.arange(5.0), np.ones(5, bool)),
        (np.arange(5.0), np.arange(5) == 2),
        (np.array([1.0, np.nan, 2.0, 3.0]), np.array([True, True, False, False])),
        (np.zeros(0), np.zeros(0, bool)),
    ],
)
def test_without_two_patients_of_each_class_or_with_gaps_there_is_no_figure(
    scores: np.ndarray, truth: np.ndarray
) -> None:
    assert all(map(math.isnan, auroc_interval(scores, truth)))


def test_constant_scores_rank_nothing() -> None:
    assert auroc_interval(np.ones(40), np.arange(40) < 10) == (0.5, 0.5, 0.5)


@pytest.mark.parametrize("wrong", [np.nan, -0.1, 1.1, np.inf])
def test_what_is_no_probability_has_no_calibration_error(wrong: float) -> None:
    assert math.isnan(calibration_error(np.array([0.0, 1.0]), np.array([0.2, wrong])))


def test_nothing_has_no_calibration_error() -> None:
    assert math.isnan(calibration_error(np.zeros(0), np.zeros(0)))


def test_the_curve_has_bins_of_as_many_cases_and_intervals_that_hold_the_truth() -> None:
    random = np.random.default_rng(0)
    said = random.uniform(size=4000)
    bins = reliability_curve((random.uniform(size=4000) < said).astype(float), said)
    assert [each["count"] for each in bins] == [400] * 10
    assert all(each["low"] <= each["seen"] <= each["high"] for each in bins)
    assert sum(each["low"] <= each["said"] <= each["high"] for each in bins) >= 8
    assert reliability_curve(np.array([1.0]), np.array([0.3])) == [
        {"said": 0.3, "seen": 1.0, "low": 0.2065, "high": 1.0, "count": 1}
    ]
