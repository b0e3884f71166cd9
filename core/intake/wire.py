"""Messages between the intake and its limited process: four bytes of length, then JSON.

JSON because the other side is not trusted: nothing that arrives can be more than numbers, strings, lists and mappings.
"""

import json
import socket
import struct
import time
from typing import Any

LENGTH = struct.Struct(">I")
LONGEST = 2**18


class Broken(ConnectionError):
    """The other side is gone, or does not keep to the protocol."""


def send(channel: socket.socket, message: dict[str, Any]) -> None:
    """Send one message.

    Raises:
        Broken: the other side is gone.
    """
    body = json.dumps(message, allow_nan=False).encode()
    try:
        channel.sendall(LENGTH.pack(len(body)) + body)
    except (BrokenPipeError, ConnectionResetError) as error:
        raise Broken("The other side is gone.") from error


def receive(channel: socket.socket, seconds: float | None = None) -> dict[str, Any]:
    """Wait for one message, at most so many seconds.

    Raises:
        TimeoutError: it did not arrive in time.
        Broken: the other side is gone, or what arrived is no message.
    """
    deadline = None if seconds is None else time.monotonic() + seconds
    (length,) = LENGTH.unpack(_exactly(channel, LENGTH.size, deadline))
    if length > LONGEST:
        raise Broken("A message is longer than any can be.")
    try:
        message = json.loads(_exactly(channel, length, deadline))
    except (ValueError, RecursionError) as error:
        raise Broken("A message is not JSON.") from error
    if not isinstance(message, dict):
        raise Broken("A message is not a mapping.")
    return message


def _exactly(channel: socket.socket, count: int, deadline: float | None) -> bytes:
    parts = bytearray()
    while len(parts) < count:
        if deadline is not None:
            channel.settimeout(max(deadline - time.monotonic(), 1e-3))
        try:
            part = channel.recv(count - len(parts))
        except ConnectionResetError as error:
            raise Broken("The other side is gone.") from error
        if not part:
            raise Broken("The other side is gone.")
        parts += part
    return bytes(parts)
