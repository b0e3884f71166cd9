"""The rules as they ship."""

import pytest

from core.encoders.rules import AXES, NUMBER, TIMES, YEAR, Rule, rulebook, with_years


def rules(phrase: str) -> list[Rule]:
    words = phrase.split()
    found = rulebook().triggers.longest(words, 0, len(words))
    return found[1] if found is not None and found[0] == len(words) else []


@pytest.mark.parametrize(
    ("phrase", "means", "where"),
    [
        ("no", "absent", "before"),
        ("no evidence of", "absent", "before"),
        ("was ruled out", "absent", "after"),
        ("cannot be excluded", "uncertain", "after"),
        ("cannot exclude", "uncertain", "before"),
        ("no increase in", "present", "before"),
        ("not only", "present", "before"),
        ("gram negative", "nothing", "before"),
        ("history of", "historical", "before"),
        ("mother", "family", "before"),
    ],
)
def test_what_a_phrase_means(phrase: str, means: str, where: str) -> None:
    assert (means, where) in [(rule.means, rule.where) for rule in rules(phrase)]


def test_a_relative_who_reports_is_not_whom_it_is_about() -> None:
    assert {rule.means for rule in rules("mother reports")} == {"present", "self"}


def test_every_rule_has_an_axis() -> None:
    for phrase in ("no", "possible", "history of", "mother", "patient"):
        assert all(rule.axis in AXES.values() for rule in rules(phrase))


def test_years_and_numbers_are_held_by_their_places() -> None:
    assert with_years(["in", "2019", "x3", "3", "1850", "500"]) == ["in", YEAR, TIMES, NUMBER, "1850", "500"]


def test_a_phrase_with_a_number_is_found() -> None:
    assert {rule.means for rule in rules(f"for {NUMBER} days")} == {"current"}
