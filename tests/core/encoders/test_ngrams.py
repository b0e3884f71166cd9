"""Questions as n-grams: equal for equal words, near for a misspelling, far for something else."""

import numpy as np
import pytest

from core.encoders.ngrams import WIDTH, Ngrams, words

TEXTS = ["Is there a pneumothorax?", "Is there a pneuomothorax?", "Which plane is this?", "is there a PNEUMOTHORAX"]


@pytest.fixture(scope="module")
def ngrams() -> Ngrams:
    return Ngrams.fit(TEXTS)


def test_case_and_marks_do_not_matter(ngrams: Ngrams) -> None:
    found = ngrams(TEXTS)
    assert found.shape == (4, WIDTH)
    np.testing.assert_array_equal(found[0], found[3])


def test_vectors_have_length_one_and_a_text_without_words_none(ngrams: Ngrams) -> None:
    np.testing.assert_allclose(np.linalg.norm(ngrams([*TEXTS, "?!"]), axis=1), [1, 1, 1, 1, 0])


def test_a_misspelling_is_nearer_than_another_question(ngrams: Ngrams) -> None:
    right, wrong, other, _ = ngrams(TEXTS)
    assert right @ wrong > 0.5 > right @ other


def test_words_are_small_letters() -> None:
    assert words("Is this an AP, or PA film?") == ["is", "this", "an", "ap", "or", "pa", "film"]
