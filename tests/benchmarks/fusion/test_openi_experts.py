import numpy as np

from benchmarks.fusion import openi_films
from benchmarks.fusion.openi_experts import penalised, shrunk
from core.training import logistic

RANDOM = np.random.default_rng(0)
REGRESSORS = RANDOM.normal(size=(400, 4))
TRUTH = (RANDOM.random((400, 2)) < logistic.logistic(REGRESSORS[:, :1] - 1.5)).astype(float)


def test_models_of_all_labels_at_once_are_those_of_each_label_by_newton() -> None:
    found = penalised(REGRESSORS, TRUTH, 5.0)

    full = np.column_stack([REGRESSORS, np.ones(400)])
    for label in range(2):
        exact = logistic.fit(full, TRUTH[:, label], np.array([5.0] * 4 + [0.0]))
        assert np.allclose(found[:, label], exact, atol=2e-3)


def test_a_rare_label_takes_its_direction_from_all() -> None:
    few = TRUTH.copy()
    few[np.flatnonzero(few[:, 1])[3:], 1] = 0.0

    weights = shrunk(REGRESSORS, few)

    assert weights[0, 1] > 0.0
    assert weights[0, 1] > np.abs(weights[1:4, 1]).max()


def test_a_number_that_is_not_recorded_says_so_and_nothing_else() -> None:
    values = np.append(np.arange(40.0), np.nan)

    found = openi_films.cuts(values, 4)

    assert found.shape == (41, 5)
    assert np.all(found[-1] == 0.0)
    assert np.all(found[:-1, 0] == 1.0)
    assert np.all(np.diff(found[:-1, 1]) > 0)
