import socket
import threading
from collections.abc import Iterator

import pytest

from core.intake.wire import LENGTH, LONGEST, Broken, receive, send

Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    one, other = socket.socketpair()
    with one, other:
        yield one, other


def test_messages_arrive_in_order(pair: Pair) -> None:
    for number in range(3):
        send(pair[0], {"number": number, "words": "äöü"})
    assert [receive(pair[1], 1)["number"] for _ in range(3)] == [0, 1, 2]


def test_a_message_in_drops(pair: Pair) -> None:
    body = b'{"a": 1}'
    drops = LENGTH.pack(len(body)) + body

    def drip() -> None:
        for drop in drops:
            pair[0].send(bytes([drop]))

    worker = threading.Thread(target=drip)
    worker.start()
    assert receive(pair[1], 5) == {"a": 1}
    worker.join()


def test_silence(pair: Pair) -> None:
    with pytest.raises(TimeoutError):
        receive(pair[1], 0.05)
    pair[0].send(LENGTH.pack(10) + b"{")
    with pytest.raises(TimeoutError):
        receive(pair[1], 0.05)


def test_hanging_up(pair: Pair) -> None:
    pair[0].send(LENGTH.pack(10) + b"{")
    pair[0].close()
    with pytest.raises(Broken):
        receive(pair[1], 1)
    with pytest.raises(Broken):
        for _ in range(2):
            send(pair[1], {})


@pytest.mark.parametrize("body", [b"nonsense", b"[1]", b"3", b"", b"\xff\xfe", b"[" * 60_000, b'{"a": NaN'])
def test_what_is_no_message(pair: Pair, body: bytes) -> None:
    pair[0].sendall(LENGTH.pack(len(body)) + body)
    with pytest.raises(Broken):
        receive(pair[1], 1)


def test_a_message_longer_than_any(pair: Pair) -> None:
    pair[0].send(LENGTH.pack(LONGEST + 1))
    with pytest.raises(Broken, match="longer"):
        receive(pair[1], 1)
