"""Misspelt words, read as what they were meant to be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.encoders.misspellings import Misspellings, distance

WORDS = ("pneumothorax", "pneumonia", "effusion", "effusions", "nodule", "hernia", "consolidation", "consolidations")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("pnuemothorax", "pneumothorax"),
        ("pneumothrx", "pneumothorax"),
        ("efusion", "effusion"),
        ("effussions", "effusions"),
        ("consolidaton", "consolidation"),
        ("herna", "hernia"),
    ],
)
def test_a_misspelt_word_is_the_one_that_was_meant(written: str, meant: str) -> None:
    assert Misspellings(WORDS).correct(written) == meant


@pytest.mark.parametrize("written", ["module", "pneumonectomy", "infusion", "her", "effusive", "x9998", "hern"])
def test_other_words_stay_as_they_are(written: str) -> None:
    assert Misspellings(WORDS).correct(written) == written


def test_between_two_words_that_are_as_near_none_is_chosen() -> None:
    assert Misspellings(("effusiona", "effusionb")).correct("effusionc") == "effusionc"


def test_a_word_that_is_known_for_something_else_is_not_changed() -> None:
    assert Misspellings(("pleural",)).correct("pleura") == "pleural"
    assert Misspellings(("pleural",), ("pleura",)).correct("pleura") == "pleura"


@given(st.sampled_from(WORDS))
def test_a_known_word_is_never_changed(word: str) -> None:
    assert Misspellings(WORDS).correct(word) == word


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_the_distance_is_symmetric_and_zero_only_for_the_same(first: str, second: str) -> None:
    assert distance(first, second) == distance(second, first)
    assert (distance(first, second) == 0) == (first == second)


def test_an_exchange_of_neighbours_is_one_error() -> None:
    assert distance("nodule", "ndoule") == 1
    assert distance("nodule", "node") == 2
