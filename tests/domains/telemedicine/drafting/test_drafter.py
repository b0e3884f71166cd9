"""The draft of a consultation: in sections, sourced, in the third person, and nothing that nobody said."""

import pytest

from domains.telemedicine.drafting.candidates import Candidate, candidates
from domains.telemedicine.drafting.drafter import draft, shipped, text_of
from domains.telemedicine.drafting.measure import unsupported
from domains.telemedicine.drafting.sections import SOAP, TITLES, belongs, parts_of_note
from domains.telemedicine.drafting.support import is_supported
from domains.telemedicine.transcripts import read
from tests.domains.telemedicine.conftest import TALK

SAID = [one.text for one in read(TALK.encode()).utterances]
ROLES = ["doctor", "patient"] * 7 + ["doctor"]


def test_candidates_join_questions_with_their_answers() -> None:
    found = {one.text: one for one in candidates(SAID, ROLES)}
    assert found["They deny fever or chills."].sources == (2, 3)
    assert found["They do smoke."].sources == (6, 7)
    assert found["They are still taking their lisinopril for the high blood pressure."].kind == "affirmed"
    assert "We will prescribe amoxicillin 500 mg 3 times a day." in found


def test_every_sentence_has_its_sources_and_nothing_is_invented() -> None:
    sections = draft(SAID, ROLES)
    sentences = [one for section in sections for one in section.sentences]
    assert len(sentences) >= 5
    assert all(is_supported(one.text, one.sources, SAID) for one in sentences)
    assert unsupported(text_of(sections, titles=False), SAID) < 0.05
    text = text_of(sections)
    assert "amoxicillin 500 mg" in text and "crackles" in text


def test_headings_are_those_of_a_note_or_of_soap() -> None:
    assert {one.title for one in draft(SAID, ROLES)} <= set(TITLES)
    soap = draft(SAID, ROLES, soap=True)
    assert {one.title for one in soap} <= set(SOAP)
    by_title = {one.title: " ".join(said.text for said in one.sentences) for one in soap}
    assert "amoxicillin" in by_title["Assessment and plan"]


@pytest.mark.parametrize(("texts", "roles"), [([], []), (["Hello."], ["doctor"]), ([""], ["patient"])])
def test_small_talk_makes_no_draft(texts: list[str], roles: list[str]) -> None:
    assert draft(texts, roles) == []


def test_the_same_transcript_gives_the_same_draft() -> None:
    assert draft(SAID, ROLES) == draft(SAID, ROLES, shipped())


def test_a_written_note_falls_into_sections() -> None:
    note = "CHIEF COMPLAINT\nCough.\nPHYSICAL EXAM\nLungs: crackles at the base.\nASSESSMENT AND PLAN\nAmoxicillin."
    parts = list(parts_of_note(note))
    assert [number for number, _ in parts] == [0, 3, 5]
    assert belongs(Candidate("There are crackles.", (0,), "doctor", 0.5), parts) == 3
    assert belongs(Candidate("Nice weather.", (0,), "doctor", 0.5), parts) is None
