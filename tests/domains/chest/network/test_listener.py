import contextlib
import socket
import struct
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from core.intake.refusal import Refused
from domains.chest.network.guards import LONGEST_PDU
from domains.chest.network.listener import CannotListen, Ear, Listener
from tests.domains.chest.network.peers import associated, department, listening, receptions, sendable, stored
from tests.domains.chest.room import Room

CT = "1.2.840.10008.5.1.4.1.1.2"
MEGABYTE = 1024 * 1024


@pytest.fixture
def listener(room: Room) -> Iterator[Listener]:
    opened = listening(room, megabytes=1, seconds=10.0, associations=2)
    yield opened
    opened.close()


@pytest.fixture
def strict(room: Room) -> Iterator[Listener]:
    opened = listening(room, seconds=1.0, associations=2)
    yield opened
    opened.close()


def large(megabytes: float) -> bytes:
    return sendable(9, ICCProfile=b"x" * int(megabytes * MEGABYTE))


def test_a_film_is_safe_before_its_sender_is_told_so(room: Room, listener: Listener) -> None:
    assert [status.Status for status in stored(listener, sendable(1), sendable(1))] == [0, 0]
    assert [state for state, _ in receptions(room)] == ["spooled", "duplicate"]
    (digest,) = room.context.blobs.digests()
    kept = room.context.blobs.get(digest)
    assert kept[128:132] == b"DICM" and b"1.2.1.1.1" in kept
    row = room.log()[0]
    assert row.detail["sender"] == "MODALITY (127.0.0.1)" and row.detail["source"] == "dicom"


def test_it_answers_who_is_there(listener: Listener) -> None:
    association = associated(listener)
    assert association.send_c_echo().Status == 0
    association.release()


def test_our_own_title_is_demanded_and_senders_are_listed(room: Room, listener: Listener) -> None:
    assert associated(listener, ae_title="OTHER").is_rejected
    listed = listening(room, allowed=("CT1", "XRAY"))
    try:
        assert associated(listed, calling="MODALITY").is_rejected
        assert [status.Status for status in stored(listed, sendable(1), calling="XRAY")] == [0]
    finally:
        listed.close()


def test_other_objects_than_films_are_refused(listener: Listener) -> None:
    association = associated(listener, contexts=(CT,))
    assert [context.abstract_syntax for context in association.rejected_contexts] == [CT]
    association.release()


def test_an_object_is_bounded_while_it_comes_in(room: Room, listener: Listener) -> None:
    too_large, fits = stored(listener, large(2), sendable(1))
    assert (too_large.Status, fits.Status) == (0xA700, 0)
    assert "larger than 1 MB" in too_large.ErrorComment
    assert [state for state, _ in receptions(room)] == ["refused", "spooled"]
    assert len(list(room.context.blobs.digests())) == 1


def test_a_sender_that_goes_on_and_on_is_cut_off(room: Room, listener: Listener) -> None:
    association = associated(listener)
    from io import BytesIO

    from pydicom import dcmread

    status = association.send_c_store(dcmread(BytesIO(large(10))))
    assert "Status" not in status
    assert room.count("receptions") == 0


@contextlib.contextmanager
def connected(listener: Listener) -> Iterator[socket.socket]:
    with socket.create_connection(listener.address, timeout=10) as client:
        yield client


def hung_up(client: socket.socket, within: float = 6.0) -> bool:
    client.settimeout(within)
    try:
        while client.recv(65536):
            pass
    except ConnectionError:
        return True
    except TimeoutError:
        return False
    return True


@pytest.mark.parametrize(
    "said",
    [
        struct.pack(">BBL", 1, 0, 0xFFFFFFF0),
        struct.pack(">BBL", 1, 0, LONGEST_PDU + 1),
        struct.pack(">BBL", 1, 0, 200) + b"slowly",
        b"\x01",
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        struct.pack(">BBL", 1, 0, 68) + b"\xff" * 68,
        struct.pack(">BBL", 4, 0, 10) + b"\x00" * 10,
        b"",
    ],
    ids=["4-gibibytes", "too-long", "unfinished", "one-byte", "http", "nonsense", "data-first", "silence"],
)
def test_whatever_a_stranger_says_the_connection_ends(strict: Listener, said: bytes) -> None:
    with connected(strict) as client:
        client.sendall(said)
        assert hung_up(client)
    with connected(strict):
        pass


def test_a_message_that_cannot_be_decoded_ends_its_association_only(room: Room, listener: Listener) -> None:
    association = associated(listener)
    command = struct.pack("<HHLH", 0, 0x0100, 2, 0x7777)
    part = struct.pack(">LBB", len(command) + 2, 1, 3) + command
    association.dul.socket.send(struct.pack(">BBL", 4, 0, len(part)) + part)
    deadline = time.monotonic() + 6
    while association.is_established and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not association.is_established
    assert [status.Status for status in stored(listener, sendable(1))] == [0]


def test_no_more_than_so_many_at_once(listener: Listener) -> None:
    first, second = associated(listener), associated(listener)
    assert first.is_established and second.is_established
    third = associated(listener)
    assert not third.is_established
    first.release()
    second.release()


def test_connections_that_say_nothing_are_bounded(strict: Listener) -> None:
    with contextlib.ExitStack() as opened:
        clients = [opened.enter_context(connected(strict)) for _ in range(12)]
        time.sleep(0.2)
        threads = [each for each in threading.enumerate() if each.name.startswith("AcceptorThread")]
        assert len(threads) <= 6
        assert sum(hung_up(client) for client in clients) == 12


def test_what_cannot_be_kept_is_told_to_its_sender(
    room: Room, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: Any) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr(department(room).inbox, "receive", failing)
    assert [status.Status for status in stored(listener, sendable(1))] == [0xA700]

    def refusing(*_: Any) -> None:
        raise Refused("kind", "No.")

    monkeypatch.setattr(department(room).inbox, "receive", refusing)
    assert [status.Status for status in stored(listener, sendable(1))] == [0xC000]


def test_a_port_in_use_and_an_open_door_are_refused(room: Room, listener: Listener) -> None:
    with pytest.raises(CannotListen, match="is in use"):
        Listener(department(room).inbox, Ear(port=listener.address[1])).start()
    with pytest.raises(CannotListen, match="titles that may send"):
        Listener(department(room).inbox, Ear(host="0.0.0.0", port=0)).start()  # noqa: S104
    with pytest.raises(CannotListen, match="no address"):
        Listener(department(room).inbox, Ear(host="no.such.host.invalid", port=0, allowed=("A",))).start()


def test_it_closes_at_once_though_somebody_is_connected(room: Room) -> None:
    opened = listening(room)
    association = associated(opened)
    began = time.monotonic()
    opened.close()
    assert time.monotonic() - began < 4
    with pytest.raises(ConnectionError):
        socket.create_connection(association.acceptor.address_info.as_tuple, timeout=2)
    association.abort(block=False)
