"""Laboratory values as people type them."""

import pytest

from core.intake.refusal import Refused
from domains.chest import laboratory
from domains.chest.laboratory import Value


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("crp", "12.5", Value("crp", 12.5)),
        ("CRP ", " 12,5 ", Value("crp", 12.5)),
        ("crp", "<0.6", Value("crp", 0.6, "<")),
        ("po2", "> 600", Value("po2", 600.0, ">")),
    ],
)
def test_what_people_type(name: str, text: str, expected: Value) -> None:
    assert laboratory.parse(name, text) == expected


@pytest.mark.parametrize(
    ("name", "text"), [("crp", "high"), ("crp", "-3"), ("po2", "9000"), ("hba1c", "6"), ("ldh", ""), ("crp", "1e9")]
)
def test_what_cannot_be_true_is_refused_in_a_sentence(name: str, text: str) -> None:
    with pytest.raises(Refused, match=r"\.$"):
        laboratory.parse(name, text)


def test_kept_and_read_back() -> None:
    values = (Value("crp", 120.0), Value("lymphocytes", 0.4, "<"))
    assert laboratory.from_json(laboratory.to_json(reversed(values))) == values
    assert laboratory.columns(values) == {"crp": 120.0, "lymphocytes": 0.4}


def test_words_point_out_what_is_unusual() -> None:
    assert Value("crp", 120.0).words() == "CRP 120 mg/L ↑"
    assert Value("lymphocytes", 0.4, "<").words() == "Lymphocytes <0.4 G/L ↓"
    assert Value("po2", 90.0).words() == "pO2 90 mmHg"
