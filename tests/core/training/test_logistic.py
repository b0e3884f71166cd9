"""Newton's method reaches the optimum that scikit-learn reaches."""

import numpy as np
import pytest

from core.training.logistic import fit, log_odds, logistic


def cases() -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(0)
    regressors = np.column_stack([np.ones(500), random.normal(size=(500, 3))])
    truth = random.uniform(size=500) < logistic(regressors @ np.array([-1.0, 0.8, -0.5, 0.0]))
    return regressors, truth.astype(float)


def test_agrees_with_scikit_learn() -> None:
    linear = pytest.importorskip("sklearn.linear_model", reason="scikit-learn is not installed (extra 'train')")
    regressors, truth = cases()
    theirs = linear.LogisticRegression(C=0.5, tol=1e-10, max_iter=1000).fit(regressors[:, 1:], truth)
    ours = fit(regressors, truth, np.array([0.0, 2.0, 2.0, 2.0]))
    assert np.allclose(ours, [*theirs.intercept_, *theirs.coef_[0]], atol=1e-4)


def test_an_offset_is_taken_off_the_intercept() -> None:
    regressors, truth = cases()
    free = np.zeros(4)
    shifted = fit(regressors, truth, free, offset=0.7)
    shifted[0] += 0.7
    assert np.allclose(shifted, fit(regressors, truth, free), atol=1e-5)


def test_a_heavy_penalty_draws_to_its_centre() -> None:
    regressors, truth = cases()
    centre = np.array([0.0, 1.0, 1.0, 1.0])
    assert np.allclose(fit(regressors, truth, np.full(4, 1e9), centre=centre), centre, atol=1e-4)


def test_separable_cases_stay_finite() -> None:
    regressors = np.column_stack([np.ones(20), np.r_[np.full(10, -1.0), np.full(10, 1.0)]])
    weights = fit(regressors, np.r_[np.zeros(10), np.ones(10)], np.array([0.0, 0.1]))
    assert np.all(np.isfinite(weights))
    assert weights[1] > 0


def test_log_odds_undo_the_logistic() -> None:
    logits = np.linspace(-8, 8, 33)
    assert np.allclose(log_odds(logistic(logits)), logits)
