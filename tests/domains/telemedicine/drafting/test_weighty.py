"""What must not be left out is in the draft, whatever it is worth by its words."""

import pytest

from domains.telemedicine.drafting.candidates import Candidate
from domains.telemedicine.drafting.drafter import draft, text_of
from domains.telemedicine.drafting.weighty import weighty
from domains.telemedicine.transcripts import read
from tests.domains.telemedicine.conftest import TALK


@pytest.mark.parametrize(
    ("text", "kind", "always"),
    [
        ("I think she has a pneumonia.", "doctor", True),
        ("Her diagnosis is gout.", "doctor", True),
        ("We will prescribe amoxicillin.", "doctor", True),
        ("He is allergic to penicillin.", "patient", True),
        ("She denies allergies to food.", "denied", True),
        ("I think she is doing well.", "doctor", False),
        ("They prescribe too much.", "patient", False),
    ],
)
def test_diagnoses_prescriptions_and_allergies_are_weighty(text: str, kind: str, always: bool) -> None:
    one = Candidate(text, (0,), kind, 0.5)
    assert weighty([one, one]) == ([0] if always else [])


def test_the_draft_names_the_diagnosis_and_the_drug() -> None:
    said = [one.text for one in read(TALK.encode()).utterances]
    text = text_of(draft(said, ["doctor", "patient"] * 7 + ["doctor"]))
    assert "pneumonia" in text and "amoxicillin 500 mg" in text and "Let me" not in text


def test_what_will_be_done_stays_unless_it_runs_on() -> None:
    said = ["We will get an x-ray.", "We will see.", "We will order " + "and " * 30 + "this."]
    assert weighty([Candidate(text, (0,), "doctor", 0.5) for text in said]) == [0]
    assert weighty([Candidate(said[0], (0,), "patient", 0.5)]) == []
