"""The header inside a compressed picture, which may contradict the file around it or announce a bomb.

JPEG: ITU-T T.81, B.2.2; JPEG-LS: T.87, C.2.2; JPEG 2000: T.800, A.5.1.
"""

from dataclasses import dataclass

JPEG, JPEG_2000 = b"\xff\xd8", b"\xff\x4f\xff\x51"
FRAMES = frozenset((*range(0xC0, 0xD0), 0xF7)) - {0xC4, 0xC8, 0xCC}
END = b"\xff\xd9"


@dataclass(frozen=True)
class Header:
    """What the compressed picture says of itself."""

    rows: int
    columns: int
    components: int
    bits: int


def read(stream: bytes) -> Header | None:
    """The header of a JPEG, JPEG-LS or JPEG 2000 stream, None where there is none."""
    start = stream.find(JPEG_2000, 0, 4096)
    if start >= 0 and not stream.startswith(JPEG):
        return _jpeg_2000(stream[start:])
    return _jpeg(stream) if stream.startswith(JPEG) else None


def complete(stream: bytes) -> bool:
    """Whether the end marker is there; what pads a fragment to even length may follow it."""
    return END in stream[-64:]


def _number(data: bytes, at: int, size: int = 2) -> int:
    return int.from_bytes(data[at : at + size], "big")


def _jpeg_2000(stream: bytes) -> Header | None:
    if len(stream) < 43:
        return None
    right, bottom, left, top = (_number(stream, 8 + 4 * i, 4) for i in range(4))
    return Header(bottom - top, right - left, _number(stream, 40), (stream[42] & 0x7F) + 1)


def _jpeg(stream: bytes) -> Header | None:
    at = 2
    while at + 10 <= len(stream) and stream[at] == 0xFF:
        marker = stream[at + 1]
        if marker in FRAMES:
            return Header(_number(stream, at + 5), _number(stream, at + 7), stream[at + 9], stream[at + 4])
        at += 1 if marker == 0xFF else 2 + _number(stream, at + 2)
    return None
