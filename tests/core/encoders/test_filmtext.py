"""What was written from the film."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.encoders.filmtext import withheld_sentences, withheld_spans
from core.encoders.sentences import split


def withheld(note: str) -> str:
    layout = split(note)
    return " | ".join(span.text for span in withheld_spans(layout, withheld_sentences(layout)))


@pytest.mark.parametrize(
    ("note", "left_out"),
    [
        (
            "INDICATION: cough\nFINDINGS: Small left effusion.\nIMPRESSION: Effusion.",
            "Small left effusion. | Effusion.",
        ),
        ("Cough. CXR: normal", "normal"),
        ("Cough. CXR shows a left effusion.", "CXR shows a left effusion."),
        ("Cough. Chest x-ray is clear.", "Chest x-ray is clear."),
        ("Left effusion on chest radiograph.", "Left effusion on chest radiograph."),
        (
            "Compared with the previous film the CXR shows growth.",
            "Compared with the previous film the CXR shows growth.",
        ),
        ("Conclusion: no pneumonia", "no pneumonia"),
        (
            "The lungs are clear. There is a nodule. No effusion or pneumothorax. Heart size is normal.",
            "The lungs are clear. | There is a nodule. | No effusion or pneumothorax. Heart size is normal.",
        ),
    ],
)
def test_a_description_of_the_film_is_left_out(note: str, left_out: str) -> None:
    assert withheld(note) == left_out


@pytest.mark.parametrize(
    "note",
    [
        "Cough, please obtain chest x-ray",
        "CXR to rule out pneumonia",
        "Effusion on an outside CXR last week",
        "Previous CXR showed a nodule",
        "Lungs clear to auscultation, no wheeze",
        "CT chest showed a 2 cm nodule",
        "r/o focal consolidation",
        "Assessment: possible pneumonia",
        "Exam findings: crackles at the left base",
        "COMPARISON: chest x-ray of 2019 with effusion",
        "Pre-op CXR, no complaints",
        "SOB, fever x3d",
    ],
)
def test_what_was_known_before_stays(note: str) -> None:
    assert withheld(note) == ""


def test_the_reason_is_told() -> None:
    layout = split("FINDINGS: clear. CXR: normal")
    readings = [span.reading for span in withheld_spans(layout, withheld_sentences(layout))]
    assert readings == ["withheld: findings section", "withheld: film section"]


def test_a_history_after_a_report_is_read_again() -> None:
    assert withheld("FINDINGS: effusion\n\nHISTORY: cough") == "effusion"


@given(st.lists(st.sampled_from(["CXR shows", "effusion", ".", "\n", "FINDINGS:", "HISTORY:", "cough", "clear"])))
def test_spans_index_the_text_and_do_not_overlap(words: list[str]) -> None:
    note, last = " ".join(words), 0
    layout = split(note)
    for span in withheld_spans(layout, withheld_sentences(layout)):
        assert last <= span.start
        assert note[span.start : span.end] == span.text
        last = span.end
