import hashlib

import pytest

from core.intake.refusal import Refused
from data import audit
from domains.chest.network import inbox
from domains.chest.network.inbox import NoRoom, Origin
from domains.chest.store import ReceptionRow
from tests.domains.chest.network.peers import department, receptions, sendable
from tests.domains.chest.room import Room

ORIGIN = Origin("dicom", "MODALITY (127.0.0.1)", "1.2.3.dcm", "1.2.3", "1.2")


def test_what_is_received_is_on_disk_and_in_the_audit_log(room: Room) -> None:
    film = sendable(1)
    received = department(room).inbox.receive(film, ORIGIN)
    assert received.state == "spooled"
    digest = hashlib.sha256(film).hexdigest()
    assert room.context.blobs.get(digest) == film
    row = room.log()[-1]
    assert (row.action, row.actor_id, row.subject) == ("reception.spooled", "network", f"reception/{received.id}")
    assert row.detail["sha256"] == digest and row.detail["sender"] == ORIGIN.sender
    assert department(room).inbox.arrived.is_set()
    assert department(room).waiting() == 1
    assert audit.verify(room.database).ok


def test_the_same_bytes_are_not_kept_twice(room: Room) -> None:
    first, second = (department(room).inbox.receive(sendable(1), ORIGIN) for _ in range(2))
    assert (first.state, second.state) == ("spooled", "duplicate")
    assert len(list(room.context.blobs.digests())) == 1


def test_bytes_of_a_discarded_case_are_taken_again(room: Room) -> None:
    from threading import Event

    from domains.chest.actors import NETWORK

    network = department(room)
    network.inbox.receive(sendable(1), ORIGIN)
    assert network.filer.drain(Event()) == 1
    ((state, case_id),) = receptions(room)
    assert state == "filed" and case_id is not None
    assert network.inbox.receive(sendable(1), ORIGIN).case_id == case_id
    case = room.service.open_case(NETWORK, case_id)
    room.service.discard(NETWORK, case_id, case.version)
    assert network.inbox.receive(sendable(1), ORIGIN).state == "spooled"


@pytest.mark.parametrize(("data", "sentence"), [(b"", "empty"), (b"x" * (1024 * 1024 + 1), "larger than 1 MB")])
def test_what_is_empty_or_too_large_leaves_no_bytes(room: Room, data: bytes, sentence: str) -> None:
    room.configure(max_film_megabytes=1)
    with pytest.raises(Refused, match=sentence):
        department(room).inbox.receive(data, ORIGIN)
    assert list(room.context.blobs.digests()) == []
    row = room.log()[-1]
    assert row.action == "reception.refused" and row.detail["bytes"] == len(data)
    with room.database.read() as session:
        kept = session.get_one(ReceptionRow, 1)
        assert (kept.state, kept.digest) == ("refused", hashlib.sha256(data).hexdigest())
        assert sentence in kept.reason and kept.settled_at is not None


def test_nothing_is_taken_when_too_much_waits_or_the_disk_is_full(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    network = department(room)
    network.inbox.receive(sendable(1), ORIGIN)
    monkeypatch.setattr(inbox, "MOST_WAITING", 1)
    with pytest.raises(NoRoom, match="1 films wait"):
        network.inbox.receive(sendable(2), ORIGIN)
    monkeypatch.setattr(inbox, "SPARE", 2**62)
    with pytest.raises(NoRoom, match="disk"):
        network.inbox.receive(sendable(2), ORIGIN)
    assert room.count("receptions") == 1


def test_what_a_sender_says_is_one_line_and_short(room: Room) -> None:
    said = "A\x00B\n" + "C" * 400
    department(room).inbox.receive(sendable(1), Origin("dicom", said, said, said, said))
    with room.database.read() as session:
        row = session.get_one(ReceptionRow, 1)
        assert row.sender == ("AB" + "C" * 400)[:256]
        assert len(row.name) == 256 and len(row.study_uid) == 64
