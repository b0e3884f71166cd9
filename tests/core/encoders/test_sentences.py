"""Sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.encoders.phrases import PhraseBook, words
from core.encoders.sentences import split
from tests.core.encoders.work import calls


def sentences(note: str, terms: PhraseBook[bool] | None = None) -> list[str]:
    layout = split(note, terms)
    return [note[layout.tokens[s.first].start : layout.tokens[s.stop - 1].end] for s in layout.sentences]


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("Cough. Fever.", ["Cough.", "Fever."]),
        ("dyspnea.No fever", ["dyspnea.", "No fever"]),
        ("- cough\r\n- fever", ["cough", "fever"]),
        ("1. cough\n2) fever", ["cough", "fever"]),
        ("cough\nfever", ["cough", "fever"]),
        ("COUGH\nFEVER", ["COUGH", "FEVER"]),
        ("cough and\nfever", ["cough and\nfever"]),
        ("Seen by Dr. Smith today", ["Seen by Dr. Smith today"]),
        ("Temp 38.5 today", ["Temp 38.5 today"]),
        ("c/o S.O.B. Denies cough", ["c/o S.O.B.", "Denies cough"]),
        ("Cough? No. Fever", ["Cough? No.", "Fever"]),
        ("cough; fever", ["cough;", "fever"]),
        ("", []),
        (" \r\n\t ", []),
    ],
)
def test_boundaries(note: str, expected: list[str]) -> None:
    assert sentences(note) == expected


def test_a_long_line_that_goes_on_in_small_letters_is_wrapped() -> None:
    note = "The patient is a man of middle age with a long standing\ncough and fever"
    assert sentences(note) == [note]


def test_a_term_is_not_parted_by_a_line_break() -> None:
    terms: PhraseBook[bool] = PhraseBook()
    terms.add(words("pleural effusion"), True)
    assert sentences("No pleural\neffusion", terms) == ["No pleural\neffusion"]
    assert sentences("No pleural\nplaque", terms) == ["No pleural", "plaque"]


@given(st.text(alphabet="aN .,;:?!-*#()\n\r1/\u2028", max_size=200))
def test_every_token_is_in_at_most_one_sentence(note: str) -> None:
    layout, last = split(note), 0
    for sentence in layout.sentences:
        assert last <= sentence.first < sentence.stop <= len(layout.tokens)
        last = sentence.stop


@pytest.mark.parametrize("piece", ["no\n", "- a\n", "a.", "? no ", "FINDINGS: ", "(", "**", "1. "])
def test_the_work_is_linear(piece: str) -> None:
    assert calls(split, piece * 5_000) < 12 * calls(split, piece * 500)
