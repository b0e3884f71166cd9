"""Figures of classes are scikit-learn's, and ties earn their part."""

import numpy as np
import pytest

from core.evaluation.classes import accuracy, class_log_loss, confidence_error

theirs = pytest.importorskip("sklearn.metrics", reason="scikit-learn is not installed (extra 'train')")
RANDOM = np.random.default_rng(0)
SAID = RANDOM.dirichlet(np.ones(4), 200)
TRUTH = np.array([RANDOM.choice(4, p=row) for row in SAID])


def test_accuracy_and_log_loss() -> None:
    assert accuracy(TRUTH, SAID) == pytest.approx(theirs.accuracy_score(TRUTH, SAID.argmax(axis=1)))
    assert class_log_loss(TRUTH, SAID) == pytest.approx(theirs.log_loss(TRUTH, SAID))


def test_saying_the_same_of_every_class_is_guessing() -> None:
    assert accuracy(TRUTH, np.full((200, 4), 0.25)) == 0.25


def test_confidence_that_is_deserved_has_a_small_error_and_overconfidence_a_large_one() -> None:
    many = RANDOM.dirichlet(np.ones(4), 20_000)
    truth = np.array([RANDOM.choice(4, p=row) for row in many])
    sure = many**3 / (many**3).sum(axis=1, keepdims=True)
    assert confidence_error(truth, many) < 0.012
    assert confidence_error(truth, sure) > 0.15


def test_the_rounding_of_a_softmax_is_taken() -> None:
    single = SAID.astype(np.float32) * np.float32(1.0000002)
    assert confidence_error(TRUTH, single) == pytest.approx(confidence_error(TRUTH, SAID), abs=1e-5)


@pytest.mark.parametrize("figure", [accuracy, class_log_loss, confidence_error])
def test_what_are_no_probabilities_has_no_figure(figure: object) -> None:
    assert callable(figure)
    for said in (SAID * 2, -SAID, np.where(SAID > 0.9, np.nan, SAID) * np.nan, SAID[:0]):
        assert np.isnan(figure(TRUTH[: len(said)], said))
