"""Hashed rows weigh what is rare, and a row alone is scored as in a matrix."""

import numpy as np
import pytest

from domains.telemedicine.features import beside, damped, hashed, letter_runs, rarity, scores, softmax, word_runs
from domains.telemedicine.training.sparse import matrix

TEXTS = ("a sharp pain in the chest", "no pain, no cough", "the cough is dry and the chest is clear")


def test_runs_are_those_that_one_expects() -> None:
    assert list(word_runs(2)("Don't know.")) == ["don't", "know", "don't know"]
    assert list(letter_runs(3, 3)("ab")) == [" ab", "ab "]
    assert list(letter_runs(5, 5)("a")) == [" a "]


def test_rows_have_length_one_and_rare_words_weigh_more() -> None:
    counts = [hashed(word_runs(1)(text), 1 << 12) for text in TEXTS]
    rare = rarity(counts, 1 << 12)
    row = damped(counts[2], rare)
    assert np.linalg.norm(row.values) == pytest.approx(1)
    dry, cough = (hashed([word], 1 << 12).columns[0] for word in ("dry", "cough"))
    assert row.values[row.columns == dry] > row.values[row.columns == cough]


def test_rarity_is_the_smoothed_inverse_document_frequency() -> None:
    counts = [hashed(text.split(), 1 << 20) for text in TEXTS]
    (pain,) = hashed(["pain"], 1 << 20).columns
    assert rarity(counts, 1 << 20)[pain] == pytest.approx(np.log(4 / 2) + 1)


def test_views_side_by_side_score_as_the_matrix_does() -> None:
    rows = [beside([hashed(word_runs(1)(text), 64), hashed(letter_runs(2, 3)(text), 32)], [64, 32]) for text in TEXTS]
    weight, bias = np.random.default_rng(0).normal(size=(3, 96)), np.array([0.1, 0.2, 0.3])
    wanted = matrix(rows, 96) @ weight.T + bias
    assert np.allclose([scores(row, weight, bias) for row in rows], wanted)
    assert np.allclose(softmax(wanted).sum(1), 1)


def test_nothing_is_a_row_too() -> None:
    assert scores(damped(hashed((), 8)), np.ones((2, 8)), np.array([1.0, 2.0])).tolist() == [1.0, 2.0]
