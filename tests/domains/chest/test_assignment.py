import pytest

from data.actor import Actor, NotAllowed
from domains.chest.cases import Assignment, CaseState, CaseView, Filters, NotNow, Priority, Record
from domains.chest.store import CaseRow
from tests.domains.chest.room import Room


@pytest.fixture
def cases(room: Room, ada: Actor) -> list[CaseView]:
    return [room.service.create_case(ada, record=Record(age=50), patient=name) for name in ("One", "Two")]


def names(room: Room, actor: Actor, **filters: object) -> set[str]:
    rows = room.service.worklist(actor, Filters(**filters)).rows  # type: ignore[arg-type]
    return {row.patient_label for row in rows}


def test_cases_are_assigned_together_found_by_it_and_given_back(
    room: Room, ada: Actor, bob: Actor, cases: list[CaseView]
) -> None:
    one, two = (case.id for case in cases)
    assert room.service.assign(ada, {one: None, two: None}, bob.id) == ()
    assert names(room, bob, assigned=Assignment.ME) == {"One", "Two"}
    assert names(room, ada, assigned=Assignment.OTHERS) == {"One", "Two"}
    assert room.service.open_case(ada, one).assigned_to_name == "Dr Bob"
    assert room.service.assign(bob, {two: bob.id}, None) == ()
    assert names(room, ada, assigned=Assignment.NOBODY) == {"Two"}
    rows = [(row.actor_id, row.subject, row.detail) for row in room.log() if row.action == "case.assign"]
    assert rows == [
        (ada.id, f"case/{one}", {"from": None, "to": bob.id}),
        (ada.id, f"case/{two}", {"from": None, "to": bob.id}),
        (bob.id, f"case/{two}", {"from": bob.id, "to": None}),
    ]


def test_a_colleagues_choice_is_not_overwritten_and_holds_up_nothing_else(
    room: Room, ada: Actor, bob: Actor, cases: list[CaseView]
) -> None:
    one, two = (case.id for case in cases)
    room.service.assign(bob, {one: None}, bob.id)
    left = room.service.assign(ada, {one: None, two: None, "f" * 32: None}, ada.id)
    assert left == (
        "One was changed since you looked (now Dr Bob) and was left as it is.",
        "There is no such case for you; go back to the worklist and choose one.",
    )
    assert (names(room, bob, assigned=Assignment.ME), names(room, ada, assigned=Assignment.ME)) == ({"One"}, {"Two"})


def test_the_reader_who_has_a_case_open_loses_no_step_over_it(room: Room, ada: Actor, bob: Actor) -> None:
    case = room.reviewable(ada)
    seen = room.service.open_for_review(ada, case.id)
    room.service.assign(bob, {case.id: None}, bob.id)
    room.service.prioritise(bob, {case.id: Priority.ROUTINE}, Priority.STAT)
    assert room.service.accept_undecided(ada, case.id, seen.version).priority is Priority.STAT


def test_priorities_are_changed_together(room: Room, ada: Actor, bob: Actor, cases: list[CaseView]) -> None:
    one, two = (case.id for case in cases)
    assert room.service.prioritise(bob, {one: Priority.ROUTINE, two: Priority.URGENT}, Priority.STAT) == (
        "Two was changed since you looked (now routine) and was left as it is.",
    )
    assert names(room, ada, priority=Priority.STAT) == {"One"}
    assert room.log()[-2].detail == {"from": "routine", "to": "stat"}


def test_only_clinicians_are_assigned_to_and_only_unsigned_cases(room: Room, ada: Actor, learner: Actor) -> None:
    case = room.reviewable(ada)
    done = room.service.accept_undecided(ada, case.id, case.version)
    room.service.sign(ada, case.id, done.version, confirmed=True)
    assert room.service.assign(ada, {case.id: None}, ada.id) == (
        "Unnamed patient is signed already and was left as it is.",
    )
    with pytest.raises(NotNow, match="no such clinician"):
        room.service.assign(ada, {case.id: None}, learner.id)
    with pytest.raises(NotNow, match="200 cases at most"):
        room.service.assign(ada, {f"{number:032x}": None for number in range(201)}, ada.id)


def test_administrators_assign_without_a_look_and_learners_not_at_all(
    room: Room, ada: Actor, bob: Actor, administrator: Actor, learner: Actor, cases: list[CaseView]
) -> None:
    room.configure(shared_worklist=False)
    one = cases[0].id
    assert room.service.clinicians(administrator) == (ada, bob)
    assert room.service.assign(administrator, {one: None}, bob.id) == ()
    (left,) = room.service.assign(administrator, {one: None}, ada.id)
    assert left == f"Case {one[:8]} was changed since you looked (now Dr Bob) and was left as it is."
    assert room.service.prioritise(administrator, {one: Priority.ROUTINE}, Priority.URGENT) == ()
    for call in (
        lambda: room.service.clinicians(learner),
        lambda: room.service.assign(learner, {one: None}, ada.id),
        lambda: room.service.prioritise(learner, {one: Priority.ROUTINE}, Priority.STAT),
    ):
        with pytest.raises(NotAllowed, match="clinician or administrator"):
            call()
        assert room.log()[-1].detail == {"why": "role", "role": "learner"}


def test_whom_a_case_is_assigned_to_sees_it_where_worklists_are_not_shared(
    room: Room, ada: Actor, bob: Actor, cases: list[CaseView]
) -> None:
    room.configure(shared_worklist=False)
    assert names(room, bob) == set()
    room.service.assign(ada, {cases[0].id: None}, bob.id)
    assert names(room, bob) == {"One"}
    assert room.service.open_case(bob, cases[0].id).patient_label == "One"


def test_the_next_case_is_the_most_pressing_one_that_is_free(
    room: Room, ada: Actor, bob: Actor, cases: list[CaseView]
) -> None:
    one, two = (case.id for case in cases)
    assert room.service.next_case(ada, one) == two
    assert room.service.next_case(ada, "") == one, "the oldest"
    room.service.assign(ada, {two: None}, ada.id)
    assert room.service.next_case(ada, "") == two, "one's own before nobody's"
    assert room.service.next_case(bob, "") == one, "what is assigned to others is left to them"
    room.service.prioritise(ada, {one: Priority.ROUTINE}, Priority.STAT)
    assert room.service.next_case(ada, "") == one, "what presses before what is one's own"
    with room.database.write() as session:
        row = session.get(CaseRow, one)
        assert row is not None
        row.state = CaseState.READ.value
    room.service.take_over(bob, one)
    assert room.service.next_case(ada, "") == two, "what others have in hand is left to them"
    assert room.service.next_case(ada, two) is None
    assert room.service.next_case(ada, "", Filters(text="nobody")) is None
