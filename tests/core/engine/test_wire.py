"""Messages between two ends of a real socket."""

import pickle
import socket
import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest

from core.engine import wire

Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    one, other = socket.socketpair()
    with one, other:
        yield one, other


def test_a_message_comes_as_it_was_sent(pair: Pair) -> None:
    wire.send(pair[0], ("run", "id", 1.5), wire.pack({"note": "clear", "image": b"\0" * 1000}))
    control, body = wire.receive(pair[1])
    assert control == ("run", "id", 1.5)
    assert wire.unpack(body) == {"note": "clear", "image": b"\0" * 1000}


def test_arrays_travel_beside_the_pickle_and_can_be_written_to(pair: Pair) -> None:
    sent = {"pixels": np.arange(4_000_000, dtype=np.float32).reshape(2000, 2000), "empty": np.zeros(0)}
    frames = wire.pack(sent)
    assert len(frames[0]) < 1000
    sender = threading.Thread(target=wire.send, args=(pair[0], ("done",), frames))
    sender.start()
    got = wire.unpack(wire.receive(pair[1])[1])
    sender.join()
    np.testing.assert_array_equal(got["pixels"], sent["pixels"])
    got["pixels"][0, 0] = 7
    assert got["empty"].shape == (0,)


def test_arrays_in_another_order_arrive_too(pair: Pair) -> None:
    grid = np.arange(12).reshape(3, 4)
    wire.send(pair[0], ("done",), wire.pack([grid.T, grid[::2, ::2], np.array(["a", None], dtype=object)]))
    turned, sparse, objects = wire.unpack(wire.receive(pair[1])[1])
    np.testing.assert_array_equal(turned, grid.T)
    np.testing.assert_array_equal(sparse, grid[::2, ::2])
    assert objects.tolist() == ["a", None]


def test_what_is_not_there_in_time_is_a_timeout(pair: Pair) -> None:
    started = time.monotonic()
    with pytest.raises(TimeoutError):
        wire.receive(pair[1], started + 0.05)
    with pytest.raises(TimeoutError):
        wire.receive(pair[1], started)
    assert time.monotonic() - started < 10


def test_half_a_message_is_a_timeout_too(pair: Pair) -> None:
    pair[0].sendall(wire.COUNT.pack(1) + wire.SIZE.pack(100) + b"x" * 10)
    with pytest.raises(TimeoutError):
        wire.receive(pair[1], time.monotonic() + 0.05)


def test_an_end_that_does_not_listen_is_a_timeout(pair: Pair) -> None:
    with pytest.raises(TimeoutError):
        wire.send(pair[0], ("run",), [bytes(50_000_000)], time.monotonic() + 0.1)


def test_an_end_that_hangs_up_is_the_end(pair: Pair) -> None:
    pair[0].sendall(wire.COUNT.pack(1))
    pair[0].close()
    with pytest.raises(EOFError):
        wire.receive(pair[1])
    with pytest.raises(OSError, match=r"pipe|reset"):
        wire.send(pair[1], ("run",))


def test_what_cannot_be_pickled_is_not_sent() -> None:
    with pytest.raises((pickle.PicklingError, AttributeError, TypeError)):
        wire.pack(lambda: None)
