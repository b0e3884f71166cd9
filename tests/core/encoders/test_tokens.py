"""Words and their places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.encoders.tokens import QUERY, tokenize


def norms(text: str) -> list[str]:
    return [token.norm for token in tokenize(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x-ray", ["x", "ray"]),
        ("fever -cough", ["fever", "-", "cough"]),
        ("S.O.B. Denies", ["sob", "denies"]),
        ("patient's", ["patient"]),
        ("doesn\u2019t", ["doesn't"]),
        ("R06.02, 786.2,786.07", ["r06.02", ",", "786.2", ",", "786.07"]),
        ("12,345 cells", ["12,345", "cells"]),
        ("\ufb01brosis", ["fibrosis"]),
        ("oede\u0300me", ["oedeme"]),
        ("pneumo\u00adthorax", ["pneumothorax"]),
        ("3/7", ["3", "/", "7"]),
        ("dyspnea.No fever", ["dyspnea", ".", "no", "fever"]),
    ],
)
def test_normal_forms(text: str, expected: list[str]) -> None:
    assert norms(text) == expected


@pytest.mark.parametrize("text", ["?pneumonia", "? pneumonia", "??PE", "fever, ?PE", "r/o ?PE", "(?PE)"])
def test_a_question_mark_before_a_word_asks(text: str) -> None:
    assert QUERY in norms(text)


@pytest.mark.parametrize("text", ["pneumonia?", "pneumonia? No.", "pneumonia (?)", "pneumonia ?"])
def test_a_question_mark_after_a_word_does_not(text: str) -> None:
    assert QUERY not in norms(text)


@given(st.text())
def test_tokens_lie_in_order_inside_the_text(text: str) -> None:
    last = 0
    for token in tokenize(text):
        assert last <= token.start < token.end <= len(text)
        assert token.norm
        last = token.end
