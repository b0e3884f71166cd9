"""The measure of the benchmark: word errors after normalisation."""

import pytest

from benchmarks.telemedicine.wer import Errors, by_part, errors, normal


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("Twenty five milligrams", "25 mg"),
        ("It was 158 over 96.", "it was one hundred and fifty eight over ninety six"),
        ("O'clock", "oclock"),
        ("Um, no.", "No"),
        ("1,500 ml", "1500 millilitres"),
    ],
)
def test_what_sounds_the_same_counts_as_the_same(said: str, heard: str) -> None:
    assert errors(said, heard).edits == 0


def test_edits_are_counted() -> None:
    assert errors("one cough three", "one three") == Errors(1, 3)
    assert errors("a b", "a x b") == Errors(1, 2)
    assert errors("", "a b") == Errors(2, 0)
    assert errors("a b", "") == Errors(2, 2)


def test_edits_go_to_the_part_in_which_they_lie() -> None:
    told = by_part(["good morning doctor", "i am ill"], "good doctor i am very ill")
    assert told == [Errors(1, 3), Errors(1, 3)]


def test_small_numbers_in_a_row_stay_apart() -> None:
    assert normal("two three") == ["2", "3"]
    assert normal("three times a day for ten days") == ["3", "times", "a", "day", "for", "10", "days"]
