"""Headings."""

import pytest

from core.encoders.sentences import split


def sections(note: str) -> list[tuple[str, str | None]]:
    layout = split(note)
    return [
        (note[layout.tokens[s.first].start : layout.tokens[s.stop - 1].end], s.section.name if s.section else None)
        for s in layout.sentences
    ]


@pytest.mark.parametrize(
    "note",
    [
        "FINDINGS: clear",
        "Findings: clear",
        "findings:\nclear",
        "## Findings\nclear",
        "**Findings:** clear",
        "FINDINGS\n\nclear",
        "FINDINGS - clear",
        "1. FINDINGS: clear",
        "findings = clear",
    ],
)
def test_a_heading_is_known_however_it_is_set(note: str) -> None:
    assert sections(note)[-1] == ("clear", "findings")


def test_headings_in_one_line() -> None:
    note = "INDICATION: cough. FINDINGS: clear. IMPRESSION: normal."
    assert [name for _, name in sections(note)] == ["indication", "findings", "impression"]


def test_a_heading_without_a_full_stop_before_it() -> None:
    assert [name for _, name in sections("Chest pain FINDINGS: lungs clear")] == [None, "findings"]


@pytest.mark.parametrize("note", ["No acute findings", "clinical findings of pneumonia", "My impression is pneumonia"])
def test_a_word_in_a_sentence_is_no_heading(note: str) -> None:
    assert sections(note) == [(note, None)]


@pytest.mark.parametrize("heading", ["CLINICAL FINDINGS", "Physical findings", "Exam findings"])
def test_findings_of_an_examination_are_no_report(heading: str) -> None:
    assert sections(f"{heading}: crackles")[0][1] == "examination"


def test_history_of_present_illness_is_not_the_past() -> None:
    assert sections("HISTORY OF PRESENT ILLNESS: cough")[0][1] == "present illness"


def test_a_history_on_its_own_line_ends_with_the_line() -> None:
    assert sections("PMH: COPD\nNow short of breath") == [
        ("COPD", "past medical history"),
        ("Now short of breath", None),
    ]


def test_a_history_above_a_list_covers_the_list() -> None:
    assert {name for _, name in sections("PMH:\n- COPD\n- asthma")} == {"past medical history"}


def test_an_unknown_heading_after_a_blank_line_ends_a_history() -> None:
    assert sections("PMH:\nCOPD\n\nTravel: none")[-1][1] is None
