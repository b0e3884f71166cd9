import threading
from datetime import timedelta

import pytest

from data.actor import Actor, NotAllowed
from data.types import utcnow
from domains.chest.cases import CaseView, Choice, Locked, NoSuchCase, NotNow
from domains.chest.store import CaseRow
from tests.domains.chest.room import Room


@pytest.fixture
def case(room: Room, ada: Actor) -> CaseView:
    return room.reviewable(ada)


def lapse(room: Room, case: CaseView) -> None:
    """Let the time of the lock run out."""
    with room.database.write() as session:
        row = session.get(CaseRow, case.id)
        assert row is not None
        row.locked_until = utcnow() - timedelta(seconds=1)


def decide(room: Room, actor: Actor, case: CaseView) -> CaseView:
    now = room.service.open_case(actor, case.id)
    return room.service.decide(actor, case.id, now.version, now.undecided[0], Choice.ACCEPT)


def test_opening_for_review_takes_the_case_and_the_second_reader_may_only_look(
    room: Room, ada: Actor, bob: Actor, case: CaseView
) -> None:
    first = room.service.open_for_review(ada, case.id)
    assert first.lock is not None and first.lock.mine
    second = room.service.open_for_review(bob, case.id)
    assert second.lock is not None and not second.lock.mine
    assert (second.lock.name, second.lock.since) == ("Dr Ada", first.lock.since)
    assert second.reading == first.reading
    for change in (
        lambda: decide(room, bob, case),
        lambda: room.service.accept_undecided(bob, case.id, case.version),
        lambda: room.service.edit_report(bob, case.id, case.version, "Mine."),
        lambda: room.service.sign(bob, case.id, case.version, confirmed=True),
        lambda: room.service.discard(bob, case.id, case.version),
        lambda: room.service.read_again(bob, case.id, case.version),
    ):
        with pytest.raises(Locked, match="Dr Ada has had this case in hand since"):
            change()
    assert decide(room, ada, case).decisions
    told = [row.detail["lock"] for row in room.log() if row.action == "case.open" and "lock" in row.detail]
    assert told == ["taken", f"with {ada.id}"]


def test_taking_over_is_recorded_and_the_first_is_told_at_the_next_step(
    room: Room, ada: Actor, bob: Actor, case: CaseView
) -> None:
    room.service.open_for_review(ada, case.id)
    taken = room.service.take_over(bob, case.id)
    assert taken.lock is not None and taken.lock.mine
    row = room.log()[-1]
    assert (row.action, row.actor_id, row.detail) == ("lock.take-over", bob.id, {"from": ada.id})
    with pytest.raises(Locked, match="Dr Bob took this case over from you"):
        decide(room, ada, case)
    assert decide(room, bob, case).decisions
    back = room.service.take_over(ada, case.id)
    assert back.lock is not None and back.lock.mine
    assert decide(room, ada, case).decisions
    with pytest.raises(Locked, match="Dr Ada took this case over from you"):
        decide(room, bob, case)


def test_a_lapsed_lock_frees_the_case_for_the_next(room: Room, ada: Actor, bob: Actor, case: CaseView) -> None:
    room.service.open_for_review(ada, case.id)
    lapse(room, case)
    assert room.service.open_case(bob, case.id).lock is None
    taken = room.service.open_for_review(bob, case.id).lock
    assert taken is not None and taken.mine
    with pytest.raises(Locked, match="Dr Bob has had"):
        decide(room, ada, case)


def test_it_is_kept_by_signs_of_life_without_a_row(room: Room, ada: Actor, bob: Actor, case: CaseView) -> None:
    before = room.service.open_for_review(ada, case.id).lock
    rows = len(room.log())
    lapse(room, case)
    kept = room.service.renew_lock(ada, case.id)
    assert before is not None and kept is not None
    assert (kept.since, kept.mine) == (before.since, True)
    other = room.service.renew_lock(bob, case.id)
    assert other is not None and not other.mine
    assert room.service.renew_lock(ada, "f" * 32) is None
    assert len(room.log()) == rows


@pytest.mark.parametrize("how", ["leaving", "signing out", "signing"])
def test_it_is_let_go(room: Room, ada: Actor, bob: Actor, case: CaseView, how: str) -> None:
    room.service.open_for_review(ada, case.id)
    if how == "leaving":
        room.service.release(bob, case.id)
        assert room.service.open_case(bob, case.id).lock is not None
        room.service.release(ada, case.id)
    elif how == "signing out":
        room.service.signed_out(ada)
        assert room.log()[-1].detail == {"why": "signed out"}
    else:
        done = room.service.accept_undecided(ada, case.id, case.version)
        room.service.sign(ada, case.id, done.version, confirmed=True)
    assert room.service.open_case(bob, case.id).lock is None


def test_of_many_who_open_at_once_exactly_one_has_it(room: Room, ada: Actor, bob: Actor, case: CaseView) -> None:
    mine: list[bool] = []

    def open_it(actor: Actor) -> None:
        lock = room.service.open_for_review(actor, case.id).lock
        mine.append(lock is not None and lock.mine)

    threads = [threading.Thread(target=open_it, args=(actor,)) for actor in (ada, bob)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(mine) == [False, True]


def test_an_administrator_breaks_a_lock_and_its_holder_is_told(
    room: Room, ada: Actor, administrator: Actor, learner: Actor, case: CaseView
) -> None:
    with pytest.raises(NotNow, match="Nobody has this case in hand"):
        room.service.break_lock(administrator, case.id)
    room.service.open_for_review(ada, case.id)
    for other in (ada, learner):
        with pytest.raises(NotAllowed, match="administrator"):
            room.service.break_lock(other, case.id)
    with pytest.raises(NoSuchCase):
        room.service.break_lock(administrator, "../x")
    room.service.break_lock(administrator, case.id)
    assert room.log()[-1].detail == {"from": ada.id}
    with pytest.raises(Locked, match="An administrator took this case out of your hands"):
        decide(room, ada, case)


def test_only_a_case_that_waits_for_review_is_taken_in_hand(room: Room, ada: Actor) -> None:
    new = room.case(ada)
    assert room.service.open_for_review(ada, new.id).lock is None
    with pytest.raises(NotNow, match="Only a case that waits for review"):
        room.service.take_over(ada, new.id)


def test_opening_for_review_is_for_those_who_may_see_the_case(
    room: Room, ada: Actor, bob: Actor, learner: Actor, case: CaseView
) -> None:
    room.configure(shared_worklist=False)
    with pytest.raises(NoSuchCase):
        room.service.open_for_review(bob, case.id)
    with pytest.raises(NotAllowed):
        room.service.open_for_review(learner, case.id)
