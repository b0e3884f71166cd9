"""Words are counted by their stems; what is only grammar is not."""

import pytest

from domains.telemedicine.wordstems import content_words, stem, stems


@pytest.mark.parametrize(
    "forms",
    [
        ("cough", "coughs", "coughed", "coughing"),
        ("take", "takes", "taking"),
        ("allergy", "allergies"),
        ("stop", "stopped", "stopping"),
        ("two", "2"),
        ("milligrams", "mg"),
        ("patient", "patient's", "patients"),
        ("swell", "swelling"),
    ],
    ids=lambda forms: forms[0],
)
def test_inflected_forms_are_one(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("general", "generous"), ("pain", "pail"), ("left", "right"), ("15", "50"), ("ten", "tens")]
)
def test_other_words_are_not(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_content_leaves_out_grammar_and_keeps_numbers() -> None:
    assert content_words("She doesn't have 2 of the fevers.") == ["2", "fevers"]


def test_stems_are_those_of_all_texts() -> None:
    assert stems(["Coughing.", "two days"]) == {"cough", "2", "day"}
