"""Numbers as people say them."""

import pytest

from domains.telemedicine.facts.numbers import numbers, tokens


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("one twenty over eighty", [120, 80]), ("a hundred and one point four", [101.4]), ("ninety-eight point six",
        [98.6]),
        ("98.6", [98.6]), ("one oh five", [105]), ("two hundred and fifty", [250]), ("twelve", [12]), ("1,000", [1000]),
        ("two and a half", [2.5]), ("one hundred thirty eight over eighty five", [138, 85]), ("five six", [5, 6]),
        ("two fifty", [250]), ("three thousand", [3000]), ("zero", [0]), ("point", []), ("none", []), ("a hundred",
        [100]),
        ("seventy five micrograms", [75]), ("seven point oh five", [7.05]),
    ],
)  # fmt: skip
def test_numbers(text: str, values: list[float]) -> None:
    assert [one.value for one in numbers(tokens(text))] == values


def test_a_number_knows_its_words() -> None:
    said = tokens("It was one twenty today.")
    found = numbers(said)[0]
    assert [word.text for word in said[found.first : found.stop]] == ["one", "twenty"]
