from datetime import timedelta

import pytest
from sqlalchemy import update

from data.actor import Actor
from data.types import utcnow
from domains.chest.actors import NETWORK
from domains.chest.cases import NotNow
from domains.chest.network.autoread import AT_ONCE, QUIET, Autoread
from domains.chest.store import CaseRow
from tests.domains.chest.room import Room


def arrived(room: Room, count: int, **values: object) -> list[str]:
    """Cases that came by themselves a while ago, the first the oldest."""
    ids = [room.case(NETWORK).id for _ in range(count)]
    before = {"changed_at": utcnow() - QUIET - timedelta(seconds=1), **values}
    with room.database.write() as session:
        session.execute(update(CaseRow).where(CaseRow.id.in_(ids)).values(**before))
    return ids


def started(room: Room, wanted: bool = True) -> list[tuple[str, str]]:
    told: list[tuple[str, str]] = []
    Autoread(room.database, lambda actor, case_id: told.append((actor.id, case_id)), lambda: wanted)()
    return told


def test_quiet_arrivals_are_read_a_few_at_a_time(room: Room) -> None:
    ids = arrived(room, AT_ONCE + 1)
    assert started(room) == [("network", case_id) for case_id in ids[:AT_ONCE]]
    assert started(room, wanted=False) == []


@pytest.mark.parametrize(
    "values", [{"reason": "It failed."}, {"state": "read"}, {"changed_at": utcnow() + timedelta(hours=1)}]
)
def test_what_failed_is_done_or_still_comes_in_is_left(room: Room, values: dict[str, object]) -> None:
    arrived(room, 1, **values)
    assert started(room) == []


def test_cases_of_people_are_theirs_to_start(room: Room, ada: Actor) -> None:
    room.case(ada)
    arrived(room, AT_ONCE, state="reading")
    assert started(room) == []


def test_one_that_cannot_be_read_does_not_stop_the_next(room: Room) -> None:
    ids = arrived(room, 2)
    told: list[str] = []

    def start(_actor: Actor, case_id: str) -> None:
        told.append(case_id)
        raise NotNow("No.")

    Autoread(room.database, start, lambda: True)()
    assert told == ids
