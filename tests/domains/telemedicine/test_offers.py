"""A signed consultation reaches the reading room, with what was said and when: both domains as they are shipped."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from data import audit
from data.actor import Actor, NotAllowed, Role
from domains.telemedicine.views import Consent
from tests.domains.chest.studies import study_film
from tests.domains.telemedicine.conftest import ADA, BEA, CONSENT, LENA, Practice
from ui.suite import Suite, shipped

SAID = (
    ("Doctor", 0.0, "Good morning, what brings you in today?"),
    ("Patient", 83.0, "I have had a bad cough and fever for three weeks."),
    ("Doctor", 90.0, "On your lung exam there are crackles at the right base."),
)
TALK = json.dumps([{"speaker": who, "start": at, "end": at + 3, "text": text} for who, at, text in SAID]).encode()


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Suite]:
    opened = Suite.open(tmp_path_factory.mktemp("home"), folders=(shipped(),), engine="inline")
    opened.lifecycle.ensure("chest")
    opened.lifecycle.ensure("telemedicine")
    yield opened
    opened.close()


def signed(service: Any, reference: str, consent: Consent = CONSENT, actor: Actor = ADA) -> int:
    number: int = service.begin(actor, "Cough", reference, "Mary Jones", consent)
    service.add_transcript(actor, number, TALK, "talk.json")
    service.start(actor, number)
    assert service.settle(number, 60)
    view = service.open(actor, number)
    view = service.add_sentence(actor, number, view.version, 0, "Looks tired.")
    view = service.accept_all(actor, number, view.version)
    service.sign(actor, number, view.version)
    return number


def test_a_signed_history_arrives_in_a_case_with_the_seconds_at_which_it_was_said(suite: Suite) -> None:
    room, service = suite.service("chest"), suite.service("telemedicine")
    case = room.create_case(ADA, film=study_film(1))
    number = signed(service, case.patient_reference)
    (note,) = room.offers.offered(BEA, case.id).notes
    assert (note.domain, note.id, note.signed_by) == ("telemedicine", f"{number}.1", "Dr Ada")
    after = room.offers.take(BEA, case.id, case.version, note.domain, note.id)
    text = after.note.text
    told = {text[one["start"] : one["end"]]: one for one in after.note.origin["passages"]}
    cough = next(one for words, one in told.items() if "cough" in words)
    assert (cough["origin"], cough["second"]) == ("patient, 1:23", 83.0)
    assert (told["Looks tired."]["origin"], told["Looks tired."]["second"]) == ("written by Dr Ada", None)
    looks = [row for row in audit.rows(suite.database("telemedicine"), limit=9) if row.action == "note.offer"]
    assert looks[0].actor == "Dr Bea" and dict(looks[0].detail) == {"visits": [f"{number}.1"]}
    kinds = {job.kind for job in suite.jobs.recent(50) if job.domain == "telemedicine" and job.state == "done"}
    assert kinds == {"check", "understand"}
    service.delete(ADA, number)
    assert room.open_case(BEA, case.id).note.text == text
    assert room.offers.offered(BEA, case.id).notes == ()


def test_only_what_the_patient_agreed_to_is_offered_and_only_to_clinicians(practice: Practice) -> None:
    service = practice.service
    signed(service, "P1", replace(CONSENT, chest=False))
    assert service.offered_notes(BEA, "P1") == []
    practice.read(reference="P1")
    assert service.offered_notes(BEA, "P1") == [] == service.offered_notes(BEA, " ")
    number = signed(service, "P1")
    for actor in (LENA, Actor("c" * 32, "Root", Role.ADMINISTRATOR)):
        with pytest.raises(NotAllowed):
            service.offered_notes(actor, "P1")
    service.amend(ADA, number, "A word was missing.")
    assert [one.id for one in service.offered_notes(BEA, "P1")] == [f"{number}.1"]
    assert service.offered_notes(BEA, "P") == []


def test_the_newest_version_of_each_visit_is_offered_the_newest_first(practice: Practice) -> None:
    first, second = signed(practice.service, "P1"), signed(practice.service, "P1", actor=BEA)
    view = practice.service.amend(ADA, first, "A word was missing.")
    practice.service.sign(ADA, first, view.version)
    assert [one.id for one in practice.service.offered_notes(ADA, "P1")] == [f"{first}.2", f"{second}.1"]
