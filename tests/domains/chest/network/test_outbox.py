import json
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import update

from data import audit
from data.actor import Actor, NotAllowed
from data.lock import FileLock
from data.types import utcnow
from domains.chest.cases import NoSuchCase, NotNow
from domains.chest.network import outbox as module
from domains.chest.network.outbox import Outbox, pause
from domains.chest.servers import NoSuchServer, parse
from domains.chest.store import CaseRow, SignedRow, TransmissionRow
from tests.domains.chest.network.archive_of_lies import Archive, Reply, serving
from tests.domains.chest.network.peers import sendable
from tests.domains.chest.room import Room

NEVER = threading.Event()


@pytest.fixture
def web() -> Iterator[Archive]:
    with serving() as archive:
        yield archive


@pytest.fixture
def outbox(room: Room, web: Archive) -> Iterator[Outbox]:
    """Two objects a case, made without a model."""
    servers = parse(f"pacs {web.url}\nother dicom://OTHER@127.0.0.1:1")
    box = Outbox(
        room.service._door,
        room.database,
        room.context.blobs,
        lambda _actor, _case, _kind: [sendable(1), sendable(2)],
        lambda: servers,
        lambda: "CHIRON",
        room.context.home,
    )
    yield box
    box.close()


@pytest.fixture
def signed(room: Room, ada: Actor) -> str:
    case = room.case(ada)
    with room.database.write() as session:
        session.execute(update(CaseRow).values(state="signed"))
        row = SignedRow(number=1, kind="original", text="Clear.", document="{}", sha256="0" * 64)
        row.case_id, row.signed_by, row.signed_by_name, row.signed_at = case.id, ada.id, ada.name, utcnow()
        session.add(row)
    return case.id


def accept(web: Archive) -> None:
    kept = [{"00081155": {"vr": "UI", "Value": [uid]}} for uid in ("1.2.1.1.1", "1.2.1.2.1")]
    web.replies["/dw/studies"] = Reply(200, json.dumps({"00081199": {"vr": "SQ", "Value": kept}}).encode())


def due_now(room: Room) -> None:
    with room.database.write() as session:
        session.execute(update(TransmissionRow).values(next_at=utcnow() - timedelta(seconds=1)))


def test_objects_of_a_signed_case_are_queued_and_sent(
    room: Room, outbox: Outbox, web: Archive, signed: str, ada: Actor
) -> None:
    accept(web)
    queued = outbox.send(ada, signed, "sr", "pacs")
    assert [each.state for each in queued] == ["waiting", "waiting"] and outbox.queued.is_set()
    assert room.log()[-1].detail["objects"] == ["1.2.1.1.1", "1.2.1.2.1"]
    assert outbox.drain(NEVER) == 2
    assert outbox.drain(NEVER) == 0
    assert [(each.state, each.attempts, each.error) for each in outbox.listing(ada, signed)] == [("sent", 1, "")] * 2
    assert sum(row.action == "transmission.sent" and row.actor_id == "network" for row in room.log()) == 2
    assert [body.count(b"DICM") for _, _, _, body in web.asked] == [1, 1]
    assert audit.verify(room.database).ok


def test_what_an_archive_did_not_take_yet_is_sent_later_and_not_all_at_once(
    room: Room, outbox: Outbox, web: Archive, signed: str, ada: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    web.replies["/dw/studies"] = Reply(503)
    outbox.send(ada, signed, "sr", "pacs")
    assert outbox.drain(NEVER) == 0
    second, first = outbox.listing(ada, signed)
    assert (first.state, first.attempts, second.attempts) == ("waiting", 1, 0)
    assert "not ready" in first.error and first.next_at is not None and first.next_at > utcnow()
    assert len(web.asked) == 1
    assert outbox.drain(NEVER) == 0 and len(web.asked) == 1
    accept(web)
    outbox._resting.clear()
    assert outbox.drain(NEVER) == 1
    due_now(room)
    assert outbox.drain(NEVER) == 1


def test_an_archive_that_will_not_have_it_is_not_asked_again(
    outbox: Outbox, web: Archive, signed: str, ada: Actor, room: Room
) -> None:
    web.replies["/dw/studies"] = Reply(400)
    outbox.send(ada, signed, "sr", "pacs")
    outbox.drain(NEVER)
    assert {each.state for each in outbox.listing(ada, signed)} == {"failed"}
    assert "HTTP 400" in outbox.listing(ada, signed)[0].error
    assert sum(row.action == "transmission.failed" for row in room.log()) == 2
    accept(web)
    outbox.retry(ada, signed, outbox.listing(ada, signed)[0].id)
    assert outbox.drain(NEVER) == 1
    with pytest.raises(NotNow, match="already"):
        outbox.retry(ada, signed, outbox.listing(ada, signed)[0].id)


def test_it_gives_up_in_the_end(
    outbox: Outbox, web: Archive, signed: str, ada: Actor, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TRIES", 2)
    monkeypatch.setattr(module, "REST", 0.0)
    web.replies["/dw/studies"] = Reply(503)
    outbox.send(ada, signed, "sr", "pacs")
    for _ in range(2):
        due_now(room)
        outbox.drain(NEVER)
    assert {(each.state, each.attempts) for each in outbox.listing(ada, signed)} == {("failed", 2)}


def test_what_waits_can_be_cancelled(outbox: Outbox, web: Archive, signed: str, ada: Actor) -> None:
    accept(web)
    queued = outbox.send(ada, signed, "sr", "pacs")
    outbox.cancel(ada, signed, queued[0].id)
    assert outbox.drain(NEVER) == 1
    assert [each.state for each in outbox.listing(ada, signed)] == ["sent", "cancelled"]
    for each in outbox.listing(ada, signed):
        with pytest.raises(NotNow, match="only what waits"):
            outbox.cancel(ada, signed, each.id)
    with pytest.raises(NotNow, match="no such object"):
        outbox.cancel(ada, signed, 999)


def test_one_process_of_a_home_sends_at_a_time(
    room: Room, outbox: Outbox, web: Archive, signed: str, ada: Actor
) -> None:
    accept(web)
    outbox.send(ada, signed, "sr", "pacs")
    other = FileLock(room.context.home / "sender.lock")
    assert other.try_lock()
    assert outbox.drain(NEVER) == 0
    other.close()
    assert outbox.drain(NEVER) == 2


def test_objects_that_are_gone_and_archives_that_are_gone_are_said(
    room: Room, outbox: Outbox, signed: str, ada: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued = outbox.send(ada, signed, "sr", "pacs")
    with room.database.read() as session:
        room.context.blobs.delete(session.get_one(TransmissionRow, queued[0].id).digest)
    monkeypatch.setattr(outbox, "_servers", lambda: ())
    outbox.drain(NEVER)
    assert ["no archive 'pacs'" in each.error for each in outbox.listing(ada, signed)] == [True, True]


def test_only_signed_cases_are_sent_to_archives_that_are_there(
    room: Room, outbox: Outbox, signed: str, ada: Actor, bob: Actor, learner: Actor
) -> None:
    with pytest.raises(NoSuchServer, match="pacs"):
        outbox.send(ada, signed, "sr", "nowhere")
    with pytest.raises(NotNow, match="sign it first"):
        outbox.send(ada, room.case(ada).id, "sr", "pacs")
    room.configure(shared_worklist=False)
    for call in (outbox.send, outbox.retry, outbox.cancel):
        with pytest.raises(NoSuchCase):
            call(bob, signed, *(("sr", "pacs") if call == outbox.send else (1,)))
    with pytest.raises(NoSuchCase):
        outbox.listing(bob, signed)
    with pytest.raises(NotAllowed):
        outbox.listing(learner, signed)


def test_pauses_grow_up_to_an_hour() -> None:
    assert [round(pause(1) / 15), pause(20) <= 3600 * 1.2, pause(20) >= 3600 * 0.8] == [1, True, True]
    assert pause(4) > pause(1)
