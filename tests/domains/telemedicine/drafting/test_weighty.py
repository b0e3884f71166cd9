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
