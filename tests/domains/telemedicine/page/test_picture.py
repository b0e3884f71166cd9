import pytest

from domains.telemedicine.page.facts import values_words
from domains.telemedicine.page.picture import measures_html
from domains.telemedicine.page.told import Drawn
from domains.telemedicine.page.triage import contributions_html, triage_html
from ui.kit.player import Speaker

TRIAGE = {
    "level": "urgent",
    "probability": 0.62,
    "about": "urgent or more",
    "prior": -2.0,
    "chances": {"routine": 0.1, "soon": 0.28, "urgent": 0.52, "emergency": 0.1},
    "points": {"heart rate": 1, "total": 1},
    "contributions": [{"modality": "text", "log_odds": 1.5}, {"modality": "audio", "log_odds": -0.4}],
    "baseline": {"level": "soon", "probability": 0.48},
}
DRAWN = Drawn((), (Speaker("S1", "Doctor", "doctor", 0), Speaker("S2", "Patient", "patient", 1)), (), ())


def test_the_fused_level_stands_beside_the_one_from_text_alone_and_says_that_it_is_weak() -> None:
    told = triage_html(TRIAGE)
    assert told.index("Urgent") < told.index("Soon") and "62 %" in told and "48 %" in told
    assert "baseline" in told and "weak labels" in told.lower()


def test_contributions_point_to_either_side() -> None:
    told = contributions_html(TRIAGE)
    assert '<tr data-sign="for"><th scope="row">What was said</th>' in told
    assert '<tr data-sign="against"><th scope="row">How it sounded</th>' in told
    assert told.index("Before this consultation") < told.index("What was said") < told.index("Sum")
    assert "\N{MINUS SIGN}0.90" in told
    assert contributions_html({}) == ""


def test_who_talked_how_long_is_named_and_levels_are_binned() -> None:
    told = measures_html({"talk": {"S1": 30.0, "S2": 90.0}, "levels": [-20.0] * 600, "overlap": 2}, DRAWN)
    assert "Doctor" in told and "1:30, 75 %" in told and "Both at once: 0:02" in told
    assert told.count('<div title="') == 60


def test_markup_in_what_was_told_stays_text() -> None:
    assert "<b>x" not in triage_html({**TRIAGE, "level": "<b>x"})
    assert "<i>m" not in contributions_html({"contributions": [{"modality": "<i>m", "log_odds": 1.0}]})


def test_what_a_rule_decided_is_said_and_the_chances_are_shown() -> None:
    told = triage_html({**TRIAGE, "probability": None, "decided_by": "red flag"})
    assert "set by a red flag" in told and "urgent 52 %" in told and "NEWS2" in told


@pytest.mark.parametrize(
    ("kind", "values", "words"),
    [
        ("vital", {"systolic": 150.0, "diastolic": 90.0, "unit": "mmHg"}, "150/90 mmHg"),
        ("vital", {"value": 93.0, "unit": "%"}, "93 %"),
        ("drug", {"dose": 10.0, "unit": "mg", "route": "by mouth", "frequency": "daily"}, "10 mg, by mouth, daily"),
        ("finding", {"type": "symptom", "code": "R05"}, "symptom, ICD-10 R05"),
        ("allergy", {"reaction": "rash"}, "rash"),
        ("red flag", {"level": "urgent", "source": "NICE NG80", "findings": ["x"]}, "NICE NG80"),
        ("drug", {}, ""),
    ],
)
def test_values_of_a_fact_in_words(kind: str, values: dict[str, object], words: str) -> None:
    assert values_words({"kind": kind, "values": values}) == words
