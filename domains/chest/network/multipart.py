"""Bodies of several parts, as DICOMweb sends and takes them (RFC 2387; PS3.18 8.6.1)."""

import re
from collections.abc import Iterator, Sequence
from secrets import token_hex

BOUNDARY = re.compile(r'boundary="?([A-Za-z0-9\'()+_,./:=? -]{1,70})"?', re.IGNORECASE)
LONGEST_HEAD = 16 * 1024


class Unreadable(ValueError):
    """A body whose parts cannot be told apart."""


def parts(kind: str, body: bytes) -> Iterator[bytes]:
    """The contents of the parts; a body that is not of several parts is one.

    Args:
        kind: Value of the header ``Content-Type``.
        body: All of it.

    Raises:
        Unreadable: the boundary is missing, or the body is cut short.
    """
    if not kind.lower().startswith("multipart/"):
        yield body
        return
    found = BOUNDARY.search(kind)
    if found is None:
        raise Unreadable("The answer names no boundary between its parts.")
    mark = b"--" + found[1].rstrip().encode("ascii")
    at = 0 if body.startswith(mark) else body.find(b"\r\n" + mark) + 2
    if at == 1:
        raise Unreadable("The answer has no parts.")
    while not body.startswith(mark + b"--", at):
        end = body.find(b"\r\n" + mark, at + len(mark))
        head = body.find(b"\r\n\r\n", at, at + LONGEST_HEAD)
        if end < 0 or not at <= head <= end:
            raise Unreadable("The answer is cut short.")
        yield body[head + 4 : end]
        at = end + 2


def joined(objects: Sequence[bytes]) -> tuple[str, bytes]:
    """Content type and body that carry these DICOM objects."""
    boundary = token_hex(24)
    head = f"--{boundary}\r\nContent-Type: application/dicom\r\n\r\n".encode("ascii")
    body = b"".join(head + data + b"\r\n" for data in objects) + f"--{boundary}--\r\n".encode("ascii")
    return f'multipart/related; type="application/dicom"; boundary={boundary}', body
