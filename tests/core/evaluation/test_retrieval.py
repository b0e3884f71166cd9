"""Recall is what drawing by lot among equals would give, which sorting many times confirms."""

import numpy as np
import pytest

from core.evaluation.retrieval import chance_at, recall_at, recalls

RANDOM = np.random.default_rng(0)


def test_it_is_the_mean_over_orders_of_equal_scores() -> None:
    similarity = RANDOM.integers(0, 3, (6, 9)).astype(float)
    relevant = RANDOM.uniform(size=(6, 9)) < 0.25
    relevant[:, 0] = True
    for k in (1, 3, 9):
        drawn = np.zeros(6)
        for _ in range(4000):
            order = np.argsort(-(similarity + RANDOM.uniform(0, 0.5, similarity.shape)), axis=1)[:, :k]
            drawn += np.take_along_axis(relevant, order, axis=1).any(axis=1)
        assert recalls(similarity, relevant, k) == pytest.approx(drawn / 4000, abs=0.035)


def test_a_perfect_and_a_worst_ranking() -> None:
    assert recall_at(np.eye(5), np.eye(5, dtype=bool), 1) == 1.0
    assert recall_at(-np.eye(5), np.eye(5, dtype=bool), 4) == 0.0
    assert recall_at(-np.eye(5), np.eye(5, dtype=bool), 5) == 1.0


def test_saying_the_same_of_everything_is_chance() -> None:
    relevant = np.eye(20, dtype=bool)
    assert recall_at(np.ones((20, 20)), relevant, 3) == pytest.approx(3 / 20)
    relevant[:, 19] = True
    assert chance_at(relevant[:19], 1) == pytest.approx(2 / 20)
    assert chance_at(relevant[:19], 19) == pytest.approx(1.0)


def test_what_cannot_be_ranked_has_no_figure() -> None:
    relevant = np.eye(3, dtype=bool)
    gap = np.where(relevant, np.nan, 0.5)
    assert np.isnan(recall_at(gap, relevant, 1)) and np.isnan(recall_at(np.ones((3, 3)), np.zeros((3, 3), bool), 1))
    assert np.isnan(recall_at(np.zeros((0, 3)), np.zeros((0, 3), bool), 1))
