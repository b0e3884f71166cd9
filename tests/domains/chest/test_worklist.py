from datetime import date

import pytest
from sqlalchemy import select

from data.actor import Actor
from domains.chest.cases import CaseState, Counts, Filters, Order, Priority, Record
from domains.chest.store import CaseRow
from domains.chest.tally import pressing
from tests.domains.chest.room import Room

R = Record(age=50)


EVERYTHING = Filters()


def _labels(room: Room, actor: Actor, filters: Filters = EVERYTHING, order: Order = Order.OLDEST) -> list[str]:
    return [row.patient_label for row in room.service.worklist(actor, filters, order).rows]


@pytest.fixture
def filled(room: Room, ada: Actor, bob: Actor, png_film: bytes) -> Room:
    room.service.create_case(ada, record=R, patient="Moe, 100%", priority=Priority.URGENT)
    room.service.create_case(bob, note="cough", patient="Adams")
    room.service.create_case(ada, film=png_film, patient="zoe", priority=Priority.STAT)
    return room


def test_orders(filled: Room, ada: Actor) -> None:
    assert _labels(filled, ada) == ["Moe, 100%", "Adams", "zoe"]
    assert _labels(filled, ada, order=Order.NEWEST) == ["zoe", "Adams", "Moe, 100%"]
    assert _labels(filled, ada, order=Order.PRIORITY) == ["zoe", "Moe, 100%", "Adams"]
    assert _labels(filled, ada, order=Order.PATIENT) == ["Adams", "Moe, 100%", "zoe"]


def test_filters(filled: Room, ada: Actor, bob: Actor) -> None:
    assert _labels(filled, ada, Filters(text="OE")) == ["Moe, 100%", "zoe"]
    assert _labels(filled, ada, Filters(text="%")) == ["Moe, 100%"]
    assert _labels(filled, ada, Filters(text="\x00\ud800adams")) == ["Adams"]
    assert _labels(filled, ada, Filters(priority=Priority.STAT)) == ["zoe"]
    assert _labels(filled, ada, Filters(state=CaseState.SIGNED)) == []
    assert _labels(filled, bob, Filters(mine=True)) == ["Adams"]
    assert _labels(filled, bob, Filters(demonstration=True)) == []
    assert len(_labels(filled, bob, Filters(demonstration=False))) == 3


def test_rows_tell_what_is_there(filled: Room, ada: Actor) -> None:
    record, note, film = filled.service.worklist(ada, order=Order.OLDEST).rows
    assert [(r.has_film, r.has_note, r.has_record) for r in (record, note, film)] == [
        (False, False, True),
        (False, True, False),
        (True, False, False),
    ]
    assert record.created_by == "Dr Ada"
    assert record.state is CaseState.NEW


def test_pages(room: Room, ada: Actor) -> None:
    room.configure(worklist_page_size=5)
    for number in range(7):
        room.service.create_case(ada, record=R, patient=str(number))
    first = room.service.worklist(ada, order=Order.OLDEST, page=1)
    last = room.service.worklist(ada, order=Order.OLDEST, page=99)
    assert (first.total, first.pages, first.page, len(first.rows)) == (7, 2, 1, 5)
    assert (last.page, [row.patient_label for row in last.rows]) == (2, ["5", "6"])


def test_an_empty_worklist_has_one_empty_page(room: Room, ada: Actor) -> None:
    listed = room.service.worklist(ada, page=0)
    assert (listed.rows, listed.total, listed.page, listed.pages) == ((), 0, 1, 1)


def test_a_listing_is_one_audit_row_with_filter_and_number(filled: Room, ada: Actor) -> None:
    before = len(filled.log())
    filled.service.worklist(ada, Filters(text=" zo ", mine=True))
    (row,) = filled.log()[before:]
    assert (row.action, row.subject, row.actor_id) == ("worklist.list", "worklist", ada.id)
    assert row.detail == {"filter": {"text": "zo", "mine": True}, "order": "newest", "page": 1, "shown": 1}


def test_where_worklists_are_not_shared_others_cases_are_not_there(filled: Room, ada: Actor, bob: Actor) -> None:
    filled.configure(shared_worklist=False)
    assert _labels(filled, bob) == ["Adams"]
    assert _labels(filled, ada) == ["Moe, 100%", "zoe"]


def test_counts(filled: Room, administrator: Actor) -> None:
    assert filled.service.counts(administrator) == Counts(new=3)


def _change(room: Room, label: str, **values: object) -> None:
    with room.database.write() as session:
        (row,) = session.scalars(select(CaseRow).where(CaseRow.patient_label == label))
        for name, value in values.items():
            setattr(row, name, value)


def test_study_dates_and_sources_are_filtered_by(filled: Room, ada: Actor) -> None:
    _change(filled, "zoe", study_date=date(2020, 5, 1), source="dicom")
    _change(filled, "Adams", study_date=date(2021, 5, 1))
    assert _labels(filled, ada, Filters(studied_from=date(2020, 5, 1), studied_to=date(2020, 5, 1))) == ["zoe"]
    assert _labels(filled, ada, Filters(studied_from=date(2020, 5, 2))) == ["Adams"]
    assert _labels(filled, ada, Filters(studied_to=date(2019, 1, 1))) == []
    assert _labels(filled, ada, Filters(source="dicom")) == ["zoe"]
    asked = filled.log()[-1].detail["filter"]
    assert asked == {"source": "dicom"}


def test_each_choice_is_counted_as_if_it_alone_were_changed(filled: Room, ada: Actor, bob: Actor) -> None:
    _change(filled, "zoe", assigned_to=ada.id, source="dicom")
    tally = filled.service.tally(ada, Filters(priority=Priority.STAT))
    assert tally.total == 1
    assert tally.priorities == {Priority.STAT: 1, Priority.URGENT: 1, Priority.ROUTINE: 1}
    assert (tally.states[CaseState.NEW], tally.states[CaseState.SIGNED]) == (1, 0)
    assert (tally.mine, tally.nobody, tally.contradicted) == (1, 0, 0)
    assert filled.service.tally(ada).sources == {"dicom": 1, "upload": 2}
    assert filled.service.tally(bob).mine == 0
    _change(filled, "zoe", state="signed")
    assert filled.service.tally(ada).priorities[Priority.STAT] == 0, "what is signed presses no longer"


def test_what_presses_is_one_sentence(filled: Room, ada: Actor) -> None:
    assert pressing(filled.service.tally(ada)) == "1 STAT"
    _change(filled, "Adams", assigned_to=ada.id)
    assert pressing(filled.service.tally(ada)) == "1 STAT, 1 assigned to you"
    assert filled.service.waiting(ada) == "3 to be read, 0 to be signed: 1 STAT, 1 assigned to you."


def test_contradictions_are_counted_in_the_list_as_far_as_the_reader_may_know(
    room: Room, ada: Actor, bob: Actor
) -> None:
    case = room.reviewable(ada, patient="Disputed")
    room.case(ada, patient="Calm")
    room.plant(case.id, 1.0, 0.5)
    first = room.service.open_case(ada, case.id).contradictions[0]
    assert _labels(room, bob, Filters(contradicted=True)) == ["Disputed"]
    assert [row.contradictions for row in room.service.worklist(bob, order=Order.OLDEST).rows] == [2, 0]
    version = room.service.dismiss_contradiction(ada, case.id, case.version, first.id, "Old film.").version
    assert room.service.worklist(bob, order=Order.OLDEST).rows[0].contradictions == 1
    room.configure(blind_first=True)
    assert _labels(room, bob, Filters(contradicted=True)) == []
    assert room.service.tally(bob).contradicted == 0
    assert room.service.worklist(bob, order=Order.OLDEST).rows[0].contradictions is None
    room.service.state_impression(bob, case.id, version, "Clear.")
    assert room.service.worklist(bob, order=Order.OLDEST).rows[0].contradictions == 1


def test_a_row_tells_who_has_the_case_in_hand(room: Room, ada: Actor, bob: Actor) -> None:
    case = room.reviewable(ada)
    room.service.open_for_review(ada, case.id)
    (row,) = room.service.worklist(bob).rows
    assert row.lock is not None
    assert (row.lock.name, row.lock.mine) == ("Dr Ada", False)
