"""The page's parts, drawn over a real room."""

import json
from typing import Any

import pytest
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

from data.actor import Actor
from domains.chest.cases import Priority
from domains.chest.service import ChestService
from tests.domains.chest.room import NOTE, Room


def worklist(room: "ChestService", reader: "Actor") -> None:
    from domains.chest.page import worklist as part
    from domains.chest.page.sitting import Sitting

    part.draw(Sitting(room, reader))


def case(room: "ChestService", reader: "Actor", case_id: str) -> None:
    from domains.chest.page import case as part
    from domains.chest.page.sitting import Sitting

    part.draw(Sitting(room, reader), case_id)


def draw(part: Any, room: Room, reader: Actor, **more: Any) -> AppTest:
    run = AppTest.from_function(part, kwargs={"room": room.service, "reader": reader, **more}).run(timeout=60)
    assert not run.exception, [each.message for each in run.exception]
    return run


def components(run: AppTest) -> dict[str, Any]:
    return {each.proto.component_name: json.loads(each.proto.json) for each in run.get("bidi_component")}


def html(run: AppTest) -> str:
    return " ".join(each.proto.body for each in run.get("html"))


def test_an_empty_worklist_tells_what_to_do(room: Room, ada: Actor) -> None:
    run = draw(worklist, room, ada)
    assert "No case waits" in html(run)
    assert "New case" in html(run)
    assert "not a cleared medical device" in html(run)


def test_the_worklist_lists_and_its_filters_reach_the_service(room: Room, ada: Actor) -> None:
    room.case(ada, patient="Ada, A", priority=Priority.STAT)
    room.case(ada, patient="Berta, B")
    run = draw(worklist, room, ada)
    assert [row["cells"][2]["text"] for row in components(run)["chiron.table"]["rows"]] == ["Berta, B", "Ada, A"]
    run.selectbox(key="chest.filter.priority").select(Priority.STAT).run()
    (row,) = components(run)["chiron.table"]["rows"]
    assert row["cells"][2]["text"] == "Ada, A"
    run.text_input(key="chest.filter.text").input("nobody").run()
    assert "No case fits these filters" in html(run)


def test_pages_are_turned(room: Room, ada: Actor) -> None:
    room.configure(worklist_page_size=5)
    for number in range(7):
        room.case(ada, patient=f"Patient {number}")
    run = draw(worklist, room, ada)
    assert len(components(run)["chiron.table"]["rows"]) == 5
    next(button for button in run.button if button.label == "Forward").click().run()
    assert len(components(run)["chiron.table"]["rows"]) == 2


def test_the_house_rules_stand_above_list_and_case(room: Room, ada: Actor) -> None:
    room.configure(operating_notes="Call 4711 for anything urgent.")
    assert "Call 4711" in html(draw(worklist, room, ada))
    assert "Call 4711" in html(draw(case, room, ada, case_id=room.case(ada).id))


def test_a_case_that_was_not_read_yet_offers_to_start_it(room: Room, ada: Actor) -> None:
    run = draw(case, room, ada, case_id=room.case(ada).id)
    assert run.button(key="chest.start").label == "Start reading"
    assert run.text[0].value == NOTE
    assert "No film in this case" in html(run)


def test_a_read_case_shows_its_findings_and_why_it_cannot_be_signed_yet(room: Room, ada: Actor) -> None:
    read = room.read(ada, room.case(ada).id)
    run = draw(case, room, ada, case_id=read.id)
    given = components(run)["chiron.review"]
    assert read.reading is not None
    assert len(given["findings"]) == len(read.reading.findings)
    assert given["note"] == NOTE
    sign = run.button(key="chest.sign")
    assert sign.disabled and "no decision yet" in sign.help


def test_blind_first_shows_no_finding_before_the_readers_own_impression(room: Room, ada: Actor) -> None:
    room.configure(blind_first=True)
    read = room.reviewable(ada)
    run = draw(case, room, ada, case_id=read.id)
    assert "chiron.review" not in components(run)
    asked = components(run)["chiron.writing"]
    assert (asked["scope"], asked["locked"]) == (read.id, False)
    room.service.state_impression(ada, read.id, read.version, "Clear lungs.")
    assert "chiron.review" in components(draw(case, room, ada, case_id=read.id))


def test_a_signed_case_is_locked_and_offers_an_addendum(room: Room, ada: Actor) -> None:
    signed = room.signed(ada)
    run = draw(case, room, ada, case_id=signed.id)
    assert components(run)["chiron.review"]["locked"] is True
    assert [tab.label for tab in run.tabs] == ["Report", "Findings", "Sending", "History"]
    assert run.button(key="chest.addendum").label == "Addendum"


def test_an_altered_version_is_said_so(room: Room, ada: Actor) -> None:
    signed = room.signed(ada)
    with room.database.write() as session:
        session.execute(text("DROP TRIGGER signed_versions_no_update"))
        session.execute(text("UPDATE signed_versions SET document = replace(document, 'Dr Ada', 'Dr Eve')"))
    assert "no longer matches its digest" in html(draw(case, room, ada, case_id=signed.id))


def test_a_mistaken_case_is_discarded_after_a_tick(room: Room, ada: Actor) -> None:
    made = room.case(ada)
    run = draw(case, room, ada, case_id=made.id)
    assert run.button(key="chest.discard").disabled
    run.checkbox(key=f"chest.sure.{made.id}").check().run(timeout=60)
    run.button(key="chest.discard").click().run(timeout=60)
    assert room.service.worklist(ada).total == 0


@pytest.mark.parametrize("case_id", ["0" * 32, "<script>alert(1)</script>"])
def test_a_case_that_is_not_there_is_one_sentence(room: Room, ada: Actor, case_id: str) -> None:
    body = html(draw(case, room, ada, case_id=case_id))
    assert "There is no such case for you" in body
    assert "<script" not in body


def test_filters_are_counted_remembered_over_a_case_and_cleared(room: Room, ada: Actor) -> None:
    room.case(ada, patient="Ada, A", priority=Priority.STAT)
    room.case(ada, patient="Berta, B")
    run = draw(worklist, room, ada)
    assert "1 STAT" in run.markdown[0].value
    assert "STAT (1)" in run.selectbox(key="chest.filter.priority").options
    run.selectbox(key="chest.filter.priority").select(Priority.STAT).run()
    again = AppTest.from_function(worklist, kwargs={"room": room.service, "reader": ada})
    again.session_state["chest.filters.kept"] = run.session_state["chest.filters.kept"]
    again.run(timeout=60)
    assert len(components(again)["chiron.table"]["rows"]) == 1, "as after a case was open"
    again.button(key="chest.filters.clear").click().run(timeout=60)
    assert len(components(again)["chiron.table"]["rows"]) == 2


def test_the_second_reader_sees_who_has_the_case_and_takes_it_over(room: Room, ada: Actor, bob: Actor) -> None:
    read = room.reviewable(ada)
    draw(case, room, ada, case_id=read.id)
    run = draw(case, room, bob, case_id=read.id)
    assert "Dr Ada has had this case in hand since" in html(run)
    assert components(run)["chiron.review"]["locked"] is True
    assert run.button(key="chest.sign").help == "Take the case in hand first."
    run.button(key="chest.take").click().run(timeout=60)
    assert components(run)["chiron.review"]["locked"] is False
    assert "has had this case in hand" not in html(run)
    assert room.actions()[-1] == "lock.take-over"
