"""What becomes of a reading: stored with what note and film disagree on."""

from dataclasses import replace
from uuid import uuid4

from data.actor import Actor
from domains.chest import alive
from domains.chest.contradictions import find
from domains.chest.store import CaseRow
from tests.domains.chest.room import READING, Room

REPORT = "INDICATION: cough.\nIMPRESSION: No pleural effusion. Mass in the left upper lobe."
HEARD = replace(READING, alone={"image": {"Pneumonia": -1.0, "Mass": -5.0, "Effusion": 3.0, "Pneumothorax": -4.0}})


def _waiting(room: Room, case_id: str) -> str:
    with room.database.write() as session:
        row = session.get(CaseRow, case_id)
        assert row is not None
        row.state, row.task, row.reader = "reading", uuid4().hex, alive.this_process()
        return row.task


def test_contradictions_are_stored_with_the_reading_whatever_section_they_stand_in(room: Room, ada: Actor) -> None:
    case = room.case(ada, note=REPORT)
    room.service._outcomes.store(case.id, _waiting(room, case.id), HEARD)
    stored = room.service.open_case(ada, case.id).contradictions
    assert [replace(each, id=0) for each in stored] == list(find(REPORT, HEARD))
    assert {(each.label, each.note_status) for each in stored} == {("Effusion", "absent"), ("Mass", "present")}
    assert all(REPORT[each.span_start : each.span_end] == each.text for each in stored)
    (entry,) = [row for row in room.log() if row.action == "reading.store"]
    assert entry.detail["contradictions"] == 2


def test_a_reading_made_anew_brings_its_own_contradictions(room: Room, ada: Actor) -> None:
    case = room.case(ada, note=REPORT)
    room.service._outcomes.store(case.id, _waiting(room, case.id), HEARD)
    agreeing = replace(HEARD, alone={"image": {"Effusion": -5.0}})
    room.service._outcomes.store(case.id, _waiting(room, case.id), agreeing)
    assert room.service.open_case(ada, case.id).contradictions == ()
    assert room.count("contradictions") == 2


def test_a_case_without_a_note_or_without_a_film_has_none(room: Room, ada: Actor) -> None:
    without = room.case(ada, note=None)
    room.service._outcomes.store(without.id, _waiting(room, without.id), HEARD)
    assert room.service.open_case(ada, without.id).contradictions == ()
    unseen = room.case(ada, note=REPORT)
    room.service._outcomes.store(unseen.id, _waiting(room, unseen.id), READING)
    assert room.service.open_case(ada, unseen.id).contradictions == ()
