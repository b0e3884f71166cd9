"""What the limited process sends: a head of JSON, and bytes after it where the head announces them."""

import json
import struct
from collections.abc import Iterator
from typing import IO, Any

HEAD = struct.Struct(">IQ")
LONGEST_HEAD = 64 * 2**20
Frame = tuple[dict[str, Any], bytes]


class Broken(ConnectionError):
    """The other side is gone, or does not keep to the protocol."""


def send(stream: IO[bytes], head: dict[str, Any], body: bytes = b"") -> None:
    """Send one frame."""
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8", "replace")
    stream.write(HEAD.pack(len(text), len(body)))
    stream.write(text)
    stream.write(body)


def frames(stream: IO[bytes], longest: int) -> Iterator[Frame]:
    """Frames up to the end of the stream; a body is no longer than ``longest``.

    Raises:
        Broken: the stream ends within a frame, or what arrives is none.
    """
    while opening := stream.read(HEAD.size):
        if len(opening) != HEAD.size:
            raise Broken("A frame is cut short.")
        head, body = HEAD.unpack(opening)
        if head > LONGEST_HEAD or body > longest:
            raise Broken("A frame is longer than any can be.")
        yield _head(_exactly(stream, head)), _exactly(stream, body)


def _head(text: bytes) -> dict[str, Any]:
    try:
        head = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Broken("A head is not JSON.") from error
    if not isinstance(head, dict):
        raise Broken("A head is not a mapping.")
    return head


def _exactly(stream: IO[bytes], count: int) -> bytes:
    content = stream.read(count)
    if len(content) != count:
        raise Broken("A frame is cut short.")
    return content
