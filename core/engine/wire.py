"""How parent and worker talk: pickled control words, and bodies whose arrays travel beside the pickle, not in it.

Both ends are processes of one user that trust each other; nothing that came from outside is ever unpickled as such.
Large buffers go out of band (PEP 574): an array is copied into the socket and out of it, and nowhere else.
"""

import pickle
import socket
import struct
import time
from collections.abc import Sequence
from typing import Any

Buffer = bytes | bytearray | memoryview
Control = tuple[Any, ...]
COUNT = struct.Struct("!I")
SIZE = struct.Struct("!Q")


def pack(value: object) -> list[Buffer]:
    """Pickle a value; its large buffers come after the pickle, uncopied."""
    buffers: list[pickle.PickleBuffer] = []
    head = pickle.dumps(value, protocol=5, buffer_callback=buffers.append)
    return [head, *(buffer.raw() for buffer in buffers)]


def unpack(frames: Sequence[Buffer]) -> Any:
    """The value that was packed; its arrays live in the frames."""
    return pickle.loads(frames[0], buffers=frames[1:])  # noqa: S301 - the other end is our own process


def send(to: socket.socket, control: Control, body: Sequence[Buffer] = (), deadline: float | None = None) -> None:
    """Send one message.

    Args:
        to: The socket.
        control: A small tuple; its first item says what the message is.
        body: Frames as made by :func:`pack`.
        deadline: On the monotonic clock, in seconds.

    Raises:
        TimeoutError: the other end did not take it in time.
        OSError: the other end is gone.
    """
    frames = [pickle.dumps(control, protocol=5), *body]
    sizes = b"".join(SIZE.pack(memoryview(frame).nbytes) for frame in frames)
    for part in (COUNT.pack(len(frames)) + sizes + frames[0], *body):
        to.settimeout(remaining(deadline))
        to.sendall(part)


def receive(source: socket.socket, deadline: float | None = None) -> tuple[Control, list[bytearray]]:
    """Wait for one message: its control tuple and the frames of its body.

    Raises:
        TimeoutError: it was not there, or not whole, at the deadline (monotonic clock, in seconds).
        EOFError: the other end is gone.
    """
    (count,) = COUNT.unpack(_exactly(source, COUNT.size, deadline))
    sizes = _exactly(source, SIZE.size * count, deadline)
    head, *body = (_exactly(source, size, deadline) for (size,) in SIZE.iter_unpack(sizes))
    return pickle.loads(head), body  # noqa: S301 - the other end is our own process


def remaining(deadline: float | None) -> float | None:
    """Seconds until the deadline.

    Raises:
        TimeoutError: it has passed.
    """
    if deadline is None:
        return None
    if (left := deadline - time.monotonic()) <= 0:
        raise TimeoutError
    return left


def _exactly(source: socket.socket, size: int, deadline: float | None) -> bytearray:
    data = bytearray(size)
    view = memoryview(data)
    while view:
        source.settimeout(remaining(deadline))
        try:
            got = source.recv_into(view)
        except ConnectionError as error:
            raise EOFError from error
        if got == 0:
            raise EOFError
        view = view[got:]
    return data
