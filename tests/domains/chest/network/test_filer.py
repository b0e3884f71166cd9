import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import update

from core.intake.refusal import Code, Refused
from data import audit
from data.actor import Actor
from data.lock import FileLock
from domains.chest.actors import NETWORK
from domains.chest.filing import FileOutcome
from domains.chest.network.filer import DAMAGED, TRIES, Filer
from domains.chest.network.inbox import Origin
from domains.chest.store import CaseRow
from tests.domains.chest.network.peers import department, receptions, sendable
from tests.domains.chest.room import Open, Room


def arrive(room: Room, *films: bytes) -> None:
    for film in films:
        department(room).inbox.receive(film, Origin("dicom", "MODALITY", "sent.dcm"))


def drain(room: Room) -> int:
    return department(room).filer.drain(threading.Event())


def test_films_are_filed_by_study_and_seen_by_every_clinician(room: Room, bob: Actor) -> None:
    other = {"StudyInstanceUID": "1.2.2", "SOPInstanceUID": "1.2.2.1", "PatientID": "P2"}
    arrive(room, sendable(1), sendable(2, ViewPosition="LL"), sendable(3, **other), sendable(1, StationName="AGAIN"))
    assert drain(room) == 4
    states = receptions(room)
    assert [state for state, _ in states] == ["filed", "filed", "filed", "duplicate"]
    first, second, third, twin = (case_id for _, case_id in states)
    assert first == second == twin != third
    assert drain(room) == 0
    room.configure(shared_worklist=False)
    assert {row.id for row in room.service.worklist(bob).rows} == {first, third}
    assert len(room.service.open_case(bob, str(first)).films) == 2
    with room.database.write() as session:
        session.execute(update(CaseRow).where(CaseRow.id == first).values(assigned_to="somebody"))
    assert {row.id for row in room.service.worklist(bob).rows} == {third}
    assert room.count("films") == 3 and audit.verify(room.database).ok
    assert {row.actor_id for row in room.log() if row.action.startswith(("reception", "film"))} == {"network"}


def test_postgresql_is_filed_into_as_well(open_room: Open, postgres: str) -> None:
    room = open_room(url=postgres)
    arrive(room, sendable(1), sendable(2), sendable(1))
    assert drain(room) == 2
    assert [state for state, _ in receptions(room)] == ["filed", "filed", "duplicate"]
    assert room.count("films") == 2 and audit.verify(room.database).ok


def test_a_crash_between_filing_and_settling_loses_and_doubles_nothing(room: Room) -> None:
    arrive(room, sendable(1))
    outcome = room.service.file_film(NETWORK, sendable(1), "sent.dcm", "dicom")
    assert drain(room) == 1
    assert receptions(room) == [("filed", outcome.case_id)]
    assert room.count("films") == room.count("cases") == 1


def test_a_film_that_cannot_be_read_leaves_its_digest_and_the_reason(room: Room) -> None:
    arrive(room, b"\x00" * 128 + b"DICM and nothing that could be read", sendable(1))
    before = set(room.context.blobs.digests())
    assert drain(room) == 2
    assert [state for state, _ in receptions(room)] == ["refused", "filed"]
    assert len(before - set(room.context.blobs.digests())) == 1
    (arrived, *_) = reversed(department(room).arrivals(NETWORK))
    assert arrived.reason.endswith(".") and arrived.case_id is None


def test_a_spooled_film_whose_bytes_are_gone_is_told_of(room: Room) -> None:
    arrive(room, sendable(1))
    for digest in list(room.context.blobs.digests()):
        room.context.blobs.delete(digest)
    assert drain(room) == 1
    assert department(room).arrivals(NETWORK)[0].reason == DAMAGED


def test_one_process_of_a_home_files_at_a_time(room: Room) -> None:
    arrive(room, sendable(1))
    other = FileLock(room.context.home / "filer.lock")
    assert other.try_lock()
    assert drain(room) == 0
    other.close()
    assert drain(room) == 1


@pytest.fixture
def troubled(room: Room) -> Iterator[tuple[Filer, list[Refused]]]:
    """A filer whose intake is in trouble for as long as the list says."""
    troubles: list[Refused] = []

    def file(actor: Actor, data: bytes, name: str, source: str) -> FileOutcome:
        if troubles:
            raise troubles.pop()
        return room.service.file_film(actor, data, name, source)

    filer = Filer(room.database, room.context.blobs, file, lambda _digests: None, room.context.home)
    yield filer, troubles
    filer.close()


@pytest.mark.parametrize(
    ("code", "times", "state"),
    [
        (Code.UNAVAILABLE, TRIES + 2, "filed"),
        (Code.TIME, TRIES - 1, "filed"),
        (Code.TIME, TRIES, "refused"),
        (Code.MALFORMED, 1, "refused"),
    ],
)
def test_what_a_busy_machine_refuses_is_tried_again(
    room: Room, troubled: tuple[Filer, list[Refused]], code: Code, times: int, state: str
) -> None:
    filer, troubles = troubled
    arrive(room, sendable(1))
    troubles += [Refused(code, "Not now.")] * times
    for _ in range(times + 1):
        filer.drain(threading.Event())
    assert [kept for kept, _ in receptions(room)] == [state]


def test_told_to_stop_it_stops_between_two_films(room: Room) -> None:
    arrive(room, sendable(1))
    stop = threading.Event()
    stop.set()
    assert department(room).filer.drain(stop) == 0
    assert department(room).waiting() == 1
