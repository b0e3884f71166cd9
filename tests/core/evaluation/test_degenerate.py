"""Whatever is given, a figure is right or is not a number: never wrong, never a warning."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from core.evaluation.bootstrap import difference, interval
from core.evaluation.metrics import auroc, average_precision, brier, calibration_error, log_loss, macro_auroc

Array = np.ndarray[Any, Any]
FIGURES: list[Callable[[Array, Array], float]] = [auroc, average_precision, brier, calibration_error, log_loss]
PROBABLE = some.one_of(some.floats(0, 1), some.sampled_from([0.0, 0.5, 1.0]))
ANYTHING = some.one_of(PROBABLE, some.floats(allow_nan=True, allow_infinity=True))
CASES = some.lists(some.tuples(some.booleans(), PROBABLE), max_size=12)
WILD = some.lists(some.tuples(some.booleans(), ANYTHING), max_size=12)


def columns(cases: list[tuple[bool, float]]) -> tuple[Array, Array]:
    return np.array([float(t) for t, _ in cases]), np.array([s for _, s in cases], float)


@given(CASES)
@settings(max_examples=150, deadline=None)
def test_auroc_is_what_counting_pairs_gives(cases: list[tuple[bool, float]]) -> None:
    pairs = [(p > n) + (p == n) / 2 for t, p in cases if t for f, n in cases if not f]
    assert auroc(*columns(cases)) == pytest.approx(np.mean(pairs) if pairs else float("nan"), nan_ok=True)


@given(CASES)
@settings(max_examples=150, deadline=None)
def test_average_precision_is_what_every_threshold_gives(cases: list[tuple[bool, float]]) -> None:
    positives = sum(t for t, _ in cases)
    total, before = 0.0, 0.0
    for threshold in sorted({s for _, s in cases}, reverse=True):
        kept = [t for t, s in cases if s >= threshold]
        recall = sum(kept) / positives if positives else 0.0
        total, before = total + (recall - before) * sum(kept) / len(kept), recall
    assert average_precision(*columns(cases)) == pytest.approx(total if positives else float("nan"), nan_ok=True)


@pytest.mark.parametrize("figure", FIGURES)
@given(cases=WILD)
@settings(max_examples=150, deadline=None)
def test_a_missing_score_never_makes_a_number(
    figure: Callable[[Array, Array], float], cases: list[tuple[bool, float]]
) -> None:
    truth, scores = columns(cases)
    value = figure(truth, scores)
    if np.isnan(scores).any() or len(cases) == 0:
        assert np.isnan(value)
    elif figure in (brier, calibration_error, log_loss) and (scores.min() < 0 or scores.max() > 1.01):
        assert np.isnan(value)
    assert np.isnan(value) or value >= 0.0


@pytest.mark.parametrize("figure", FIGURES)
def test_a_missing_truth_never_makes_a_number(figure: Callable[[Array, Array], float]) -> None:
    assert np.isnan(figure(np.array([1.0, 0.0, np.nan, 1.0]), np.array([0.1, 0.2, 0.3, 0.4])))


def test_constant_scores_rank_by_half() -> None:
    truth = np.array([1.0, 0.0, 0.0, 0.0])
    assert auroc(truth, np.full(4, 0.3)) == 0.5 and average_precision(truth, np.full(4, 0.3)) == 0.25


def test_infinite_scores_rank() -> None:
    truth = np.array([1.0, 1.0, 0.0, 0.0])
    scores = np.array([np.inf, np.inf, -np.inf, 0.0])
    assert auroc(truth, scores) == 1.0 and average_precision(truth, scores) == 1.0


def test_nothing_at_all() -> None:
    nothing = np.zeros(0)
    assert all(np.isnan(figure(nothing, nothing)) for figure in FIGURES)
    assert np.isnan(macro_auroc(np.zeros((0, 2)), np.zeros((0, 2))))
    found = interval(lambda rows: 1.0, nothing)
    assert np.isnan(found.value) and np.isnan(found.low) and str(found) == "nan [nan, nan]"
    assert np.isnan(difference(lambda rows: 1.0, lambda rows: 0.0, nothing).value)
