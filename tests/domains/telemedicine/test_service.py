"""What the service keeps, refuses and records."""

import json

import pytest

from data.actor import NotAllowed
from data.audit import rows, verify
from domains.telemedicine.transcripts import TranscriptRefused
from domains.telemedicine.views import NoSuchVisit
from tests.domains.telemedicine.conftest import ADA, BEA, LENA, TALK, Practice


def actions(practice: Practice) -> list[tuple[str, str]]:
    return [
        (row.actor, row.action) for row in reversed(rows(practice.database, limit=20)) if row.action.startswith("visit")
    ]


def test_a_visit_is_kept_with_roles_topics_and_a_sourced_draft(practice: Practice) -> None:
    number = practice.service.bring_in(ADA, TALK.encode(), " Cough ")
    visit = practice.service.visit(ADA, number)
    assert visit.title == "Cough"
    assert [one["role"] for one in visit.told["utterances"][:2]] == ["doctor", "patient"]
    assert visit.told["topics"][0]["first"] == 0
    sources = [one["sources"] for section in visit.told["sections"] for one in section["sentences"]]
    assert sources and all(0 <= at < len(visit.told["utterances"]) for one in sources for at in one)
    assert [line.id for line in practice.service.visits(ADA).lines] == [number]
    assert actions(practice) == [("Dr Ada", "visit.add"), ("Dr Ada", "visit.read")]
    assert verify(practice.database).ok


def test_a_refused_transcript_leaves_its_audit_row_alone(practice: Practice) -> None:
    with pytest.raises(TranscriptRefused, match="empty"):
        practice.service.bring_in(ADA, b" ")
    assert practice.service.visits(ADA).lines == ()
    assert actions(practice) == [("Dr Ada", "visit.refuse")]


def test_a_transcript_beyond_the_limit_is_refused(practice: Practice) -> None:
    long = json.dumps([{"text": "Hello there."}] * 3001)
    with pytest.raises(TranscriptRefused, match="3001 utterances"):
        practice.service.bring_in(ADA, long.encode())


def test_a_visit_is_its_clinicians_alone(practice: Practice) -> None:
    number = practice.service.bring_in(ADA, TALK.encode())
    for call in (practice.service.visit, practice.service.delete):
        with pytest.raises(NoSuchVisit):
            call(BEA, number)
        with pytest.raises(NotAllowed):
            call(LENA, number)
    with pytest.raises(NotAllowed):
        practice.service.bring_in(LENA, TALK.encode())
    with pytest.raises(NotAllowed):
        practice.service.visits(LENA)
    assert practice.service.visits(BEA).lines == ()


def test_deleting_takes_all_but_the_audit_row(practice: Practice) -> None:
    number = practice.service.bring_in(ADA, TALK.encode())
    practice.service.delete(ADA, number)
    assert practice.service.visits(ADA).lines == ()
    with pytest.raises(NoSuchVisit):
        practice.service.visit(ADA, number)
    assert actions(practice)[-1] == ("Dr Ada", "visit.delete")


def test_the_domain_is_well_and_says_when_its_weights_are_not(practice: Practice) -> None:
    from domains.telemedicine.health import reasons

    assert practice.service.health() == ()
    assert len(reasons(practice.context.home)) == 3
