import pytest

from data.actor import Actor
from domains.chest.cases import CaseState, Counts, Filters, Order, Priority, Record
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
