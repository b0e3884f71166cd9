"""What the service keeps, refuses and records, from consent to deletion."""

import json
from datetime import date

import pytest

from data.actor import Actor, NotAllowed, Role
from data.audit import rows, verify
from domains.telemedicine.transcripts import TranscriptRefused
from domains.telemedicine.views import Consent, NoSuchVisit, NotNow, VisitState
from tests.domains.telemedicine.conftest import ADA, BEA, CONSENT, LENA, TALK, Practice


def actions(practice: Practice) -> list[tuple[str, str]]:
    return [(row.actor, row.action) for row in reversed(rows(practice.database, limit=60)) if row.actor_id != "system"]


def test_a_transcript_becomes_a_visit_with_roles_topics_and_a_sourced_draft(practice: Practice) -> None:
    view = practice.read()
    assert (view.title, view.state, view.patient_reference) == ("Cough", VisitState.READY, "P1")
    assert [one["role"] for one in view.told["utterances"][:2]] == ["doctor", "patient"]
    sentences = [one for section in view.note for one in section.sentences]
    assert sentences and all(one.sources and one.state == "proposed" for one in sentences)
    assert [line.id for line in practice.service.visits(ADA).lines] == [view.id]
    steps = ["visit.begin", "transcript.add", "visit.start", "visit.read"]
    assert [action for _, action in actions(practice)] == steps
    assert verify(practice.database).ok
    assert not (practice.context.home / "work" / str(view.id)).exists()


@pytest.mark.parametrize(
    ("consent", "sentence"),
    [
        (Consent("patient", "spoken", "May I?", processing=False), "Without the patient's consent"),
        (Consent(" ", "spoken", "May I?"), "who gave consent"),
        (Consent("patient", "spoken", " "), "in which words"),
        (Consent("patient", "guessed", "May I?"), "spoken, written or electronic"),
    ],
    ids=["refused", "nobody", "no words", "no way"],
)
def test_nothing_begins_without_consent(practice: Practice, consent: Consent, sentence: str) -> None:
    with pytest.raises(NotNow, match=sentence):
        practice.service.begin(ADA, "Cough", "P1", "", consent)
    assert practice.service.visits(ADA).total == 0


def test_consent_is_kept_in_its_words_before_anything_else(practice: Practice) -> None:
    view = practice.service.open(ADA, practice.begun())
    assert view.state is VisitState.NEW and view.consent is not None
    assert view.consent.consent == CONSENT and view.consent.recorded_by == "Dr Ada"
    with pytest.raises(NotNow, match="nothing to process"):
        practice.service.start(ADA, view.id)


def test_a_refused_transcript_leaves_its_audit_row_alone(practice: Practice) -> None:
    number = practice.begun()
    with pytest.raises(TranscriptRefused, match="empty"):
        practice.service.add_transcript(ADA, number, b" ", "talk.txt")
    long = json.dumps([{"text": "Hello there."}] * 3001)
    with pytest.raises(TranscriptRefused, match="3001 utterances"):
        practice.service.add_transcript(ADA, number, long.encode(), "talk.json")
    assert practice.service.open(ADA, number).inputs == ()
    assert list(practice.context.blobs.digests()) == []
    assert actions(practice)[1:3] == [("Dr Ada", "transcript.add.refused")] * 2


def test_a_visit_is_its_clinicians_alone(practice: Practice) -> None:
    view = practice.read()
    service = practice.service
    calls = (
        service.open,
        service.delete,
        service.start,
        service.cancel,
        service.recording,
        service.withdraw,
        lambda actor, id: service.export(actor, id, "text"),
        lambda actor, id: service.sign(actor, id, 1),
        lambda actor, id: service.search(actor, id, "cough"),
    )
    for call in calls:
        with pytest.raises(NoSuchVisit):
            call(BEA, view.id)
        with pytest.raises(NotAllowed):
            call(LENA, view.id)
    with pytest.raises(NotAllowed):
        service.visits(Actor("c" * 32, "Root", Role.ADMINISTRATOR))
    assert service.visits(BEA).total == 0
    refused = [action for who, action in actions(practice) if who == "Lena"]
    assert refused[:2] == ["visit.read.refused", "visit.delete.refused"] and len(refused) == len(calls)


def test_visits_are_listed_in_pages_by_state_and_words(practice: Practice) -> None:
    numbers = [practice.service.begin(ADA, f"Visit {at}", f"P{at}", "Mary Jones", CONSENT) for at in range(3)]
    assert [line.id for line in practice.service.visits(ADA).lines] == numbers[::-1]
    assert [line.id for line in practice.service.visits(ADA, "p1 JONES").lines] == [numbers[1]]
    assert practice.service.visits(ADA, "100%").total == 0
    assert practice.service.visits(ADA, state=VisitState.READY).total == 0
    assert practice.service.visits(ADA, page=9).page == 1


def test_speech_is_searched_in_one_visit_and_in_all_of_ones_own(practice: Practice) -> None:
    view = practice.read()
    (hit,) = practice.service.search(ADA, None, "three CIGARETTES") or practice.service.search(ADA, view.id, "cigar")
    assert (hit.visit, hit.utterance) == (view.id, 7)
    assert [hit.text[start:end] for start, end in hit.spans] == ["cigar"]
    assert [one.utterance for one in practice.service.search(ADA, None, "lisinopril pressure")] == [8]
    assert practice.service.search(BEA, None, "cigarettes") == () == practice.service.search(ADA, view.id, "  ")


def test_a_visit_is_kept_until_the_day_that_its_clinician_says(practice: Practice) -> None:
    view = practice.read()
    with pytest.raises(NotNow, match="in the past"):
        practice.service.keep_until(ADA, view.id, date(2001, 1, 1))
    assert practice.service.keep_until(ADA, view.id, date(2199, 1, 1)).keep_until == date(2199, 1, 1)


def test_a_processed_visit_takes_nothing_more(practice: Practice) -> None:
    view = practice.read()
    for call in (
        lambda: practice.service.add_transcript(ADA, view.id, TALK.encode(), "talk.txt"),
        lambda: practice.service.add_recording(ADA, view.id, b"RIFF", "talk.wav"),
        lambda: practice.service.start(ADA, view.id),
    ):
        with pytest.raises(NotNow, match="processed already"):
            call()


def test_the_domain_is_well_and_says_when_its_weights_are_not(practice: Practice) -> None:
    from domains.telemedicine.config import Config
    from domains.telemedicine.health import reasons

    assert practice.service.health() == ()
    home = practice.context.home
    assert len(reasons(home, home, Config())) == 4
    assert "no speech model" in reasons(practice.context.folder, home, Config(model="whale"))[0]
