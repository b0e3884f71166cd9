"""From log-odds to log-probabilities and back, also where one label is nearly certain."""

import numpy as np
import pytest

from core.fusion.exclusive import doubt, log_probabilities, one_against_rest


def test_there_and_back_is_the_same() -> None:
    scores = np.random.default_rng(0).normal(size=(50, 6)) * 3
    log_odds = one_against_rest(scores)
    assert np.allclose(one_against_rest(log_probabilities(log_odds)), log_odds)
    assert np.allclose(np.exp(log_probabilities(log_odds)).sum(axis=1), 1.0)


def test_a_nearly_certain_label_keeps_its_log_odds() -> None:
    log_odds = one_against_rest(np.array([[60.0, 0.0, 0.0]]))
    assert log_odds[0, 0] == pytest.approx(60.0 - np.log(2.0))
    assert np.isfinite(log_odds).all()


def test_doubt_is_one_where_nothing_is_said_and_zero_where_all_is() -> None:
    assert doubt(log_probabilities(np.full((1, 4), 0.7)))[0] == pytest.approx(1.0)
    assert doubt(log_probabilities(np.array([[30.0, -30.0, -30.0]])))[0] == pytest.approx(0.0, abs=1e-9)
