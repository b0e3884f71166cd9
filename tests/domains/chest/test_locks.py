from datetime import UTC, datetime, timedelta

import pytest

from data.actor import Actor
from domains.chest.cases import Conflict, Locked
from domains.chest.locks import demand, give, holder, let_go, lose
from domains.chest.store import CaseRow

NOW = datetime(2026, 1, 2, 10, 32, tzinfo=UTC)
LATER = NOW + timedelta(minutes=9)
TOO_LATE = NOW + timedelta(minutes=10)


@pytest.fixture
def row(ada: Actor) -> CaseRow:
    row = CaseRow(id="1" * 32)
    give(row, ada, 10, NOW)
    return row


def test_a_lock_says_who_has_it_since_when_and_until_when(row: CaseRow, ada: Actor, bob: Actor) -> None:
    lock = holder(row, bob, LATER)
    assert lock is not None
    assert (lock.by, lock.name, lock.since, lock.until, lock.mine) == (ada.id, "Dr Ada", NOW, TOO_LATE, False)


def test_it_lapses_and_is_kept_by_what_its_holder_does(row: CaseRow, ada: Actor, bob: Actor) -> None:
    assert holder(row, bob, TOO_LATE) is None
    demand(row, ada, 10, LATER)
    lock = holder(row, bob, TOO_LATE)
    assert lock is not None
    assert (lock.since, lock.until) == (NOW, LATER + timedelta(minutes=10))


def test_a_holder_who_comes_back_late_has_it_again(row: CaseRow, ada: Actor) -> None:
    demand(row, ada, 10, TOO_LATE)
    assert holder(row, ada, TOO_LATE) is not None


def test_who_has_it_not_is_refused_and_told_who_has(row: CaseRow, bob: Actor) -> None:
    with pytest.raises(Locked, match=r"Dr Ada has had this case in hand since 10:32 UTC: take it over first"):
        demand(row, bob, 10, LATER)
    demand(row, bob, 10, TOO_LATE)
    assert issubclass(Locked, Conflict)


def test_who_lost_it_is_told_once_and_for_all_that_it_was_taken_over(row: CaseRow, ada: Actor, bob: Actor) -> None:
    lose(row)
    give(row, bob, 10, LATER)
    with pytest.raises(Locked, match=r"Dr Bob took this case over from you at 10:41 UTC.*what you typed is still here"):
        demand(row, ada, 10, LATER)
    lose(row)
    give(row, ada, 10, LATER)
    demand(row, ada, 10, LATER)


def test_who_lost_it_to_nobody_is_told_as_well(row: CaseRow, ada: Actor, bob: Actor) -> None:
    lose(row)
    with pytest.raises(Locked, match="An administrator took this case out of your hands"):
        demand(row, ada, 10, LATER)
    demand(row, bob, 10, LATER)


def test_what_is_let_go_is_free(row: CaseRow, ada: Actor, bob: Actor) -> None:
    let_go(row)
    assert holder(row, ada, LATER) is None
    demand(row, bob, 10, LATER)
    assert holder(row, bob, LATER) is None, "a change needs no lock where nobody has one, and takes none"
