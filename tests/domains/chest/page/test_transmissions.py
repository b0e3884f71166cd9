"""What was sent of a signed case, drawn over a real room."""

from typing import Any

import pytest

from data.actor import Actor
from data.types import utcnow
from domains.chest.store import CaseRow, TransmissionRow
from tests.domains.chest.page.test_page import draw, html
from tests.domains.chest.room import Room


def panel(room: "Any", reader: "Any", case_id: str) -> None:
    from domains.chest.page import transmissions
    from domains.chest.page.sitting import Sitting

    sitting = Sitting(room, reader)
    view = sitting.open(case_id)
    assert view is not None
    transmissions.draw(sitting, view)


@pytest.fixture
def case_id(room: Room, ada: Actor) -> str:
    """A signed case with an object in each state."""
    case = room.case(ada)
    with room.database.write() as session:
        row = session.get_one(CaseRow, case.id)
        row.state = "signed"
        now = utcnow()
        for state, error in (("sent", ""), ("waiting", ""), ("failed", "The archive 'pacs' refuses it.")):
            row.transmissions.append(
                TransmissionRow(
                    **{"kind": "sr", "destination": "pacs", "digest": "0" * 64, "state": state, "error": error},
                    **{"attempts": int(state != "waiting"), "asked_by": ada.id, "asked_by_name": ada.name},
                    **{"asked_at": now, "next_at": now, "sent_at": now if state == "sent" else None},
                )
            )
    return case.id


def test_each_object_says_how_far_it_is(room: Room, ada: Actor, case_id: str) -> None:
    run = draw(panel, room, ada, case_id=case_id)
    assert "No archive is configured" in html(run)
    assert all(word in html(run) for word in ("Sent", "Waiting", "Failed"))
    assert any("refuses it" in each.value for each in run.caption)
    keys = sorted(str(each.key) for each in run.button)
    assert keys == ["chest.send.cancel.2", "chest.send.retry.3"]


def test_what_failed_is_tried_again_and_what_waits_is_cancelled(room: Room, ada: Actor, case_id: str) -> None:
    room.configure(archives="pacs dicom://PACS@127.0.0.1:1")
    run = draw(panel, room, ada, case_id=case_id)
    assert run.selectbox(key="chest.send.to").options == ["pacs"]
    run.button(key="chest.send.retry.3").click().run(timeout=60)
    run.button(key="chest.send.cancel.2").click().run(timeout=60)
    states = [each.state for each in room.service.network.outbox.listing(ada, case_id)]
    assert states == ["waiting", "cancelled", "sent"]
    assert {"transmission.retry", "transmission.cancel"} <= set(room.actions())


def test_what_cannot_be_sent_is_said(room: Room, ada: Actor, case_id: str) -> None:
    room.configure(archives="pacs dicom://PACS@127.0.0.1:1")
    run = draw(panel, room, ada, case_id=case_id)
    run.button(key="chest.send.now").click().run(timeout=60)
    assert not run.exception
    assert "not signed" in html(run)
    assert len(room.service.network.outbox.listing(ada, case_id)) == 3
