"""An administrator sees whose the cases are, and nothing of any patient."""

import pytest

from data.actor import Actor, NotAllowed
from domains.chest.cases import CaseState, Record
from tests.domains.chest.room import Room


def test_administrators_see_cases_their_reader_and_their_lock_and_no_patient(
    room: Room, ada: Actor, administrator: Actor
) -> None:
    case = room.service.create_case(ada, record=Record(age=50), patient="Somebody, Some")
    room.service.assign(ada, {case.id: None}, ada.id)
    seen = room.service.oversee(administrator)
    assert [(each.id, each.state, each.assigned_to_name) for each in seen.cases] == [(case.id, CaseState.NEW, "Dr Ada")]
    assert seen.total == 1
    assert "Somebody" not in repr(seen)


def test_signed_cases_are_left_out_and_others_are_turned_away(room: Room, ada: Actor, administrator: Actor) -> None:
    assert room.service.oversee(administrator).cases == ()
    with pytest.raises(NotAllowed):
        room.service.oversee(ada)
    assert [row.action for row in room.log()] == ["worklist.oversee", "worklist.oversee.refused"]
