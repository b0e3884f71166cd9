"""What kind of recording the first bytes of a file announce; the limited process has the last word."""

from __future__ import annotations

from pathlib import Path

HEAD = 64
SIGNS = (
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (4, b"ftyp", "video/mp4"),
    (0, b"OggS", "audio/ogg"),
    (0, b"fLaC", "audio/flac"),
    (8, b"WAVE", "audio/wav"),
    (8, b"AVI ", "video/x-msvideo"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"\xff\xf1", "audio/aac"),
)
UNKNOWN = "application/octet-stream"


def base_mime(mime: str) -> str:
    """A MIME type without its parameters."""
    return mime.partition(";")[0].strip().lower()


def mime_of(head: bytes) -> str:
    """The MIME type that a player is told."""
    return next((mime for at, sign, mime in SIGNS if head[at : at + len(sign)] == sign), UNKNOWN)


def head_of(content: bytes | Path) -> bytes:
    """The first bytes."""
    if isinstance(content, bytes):
        return content[:HEAD]
    with content.open("rb") as file:
        return file.read(HEAD)


def size_of(content: bytes | Path) -> int:
    """How many bytes there are."""
    return len(content) if isinstance(content, bytes) else content.stat().st_size


def heard_only(mime: str, has_video: bool) -> str:
    """The MIME type of a container in which no film was found."""
    return mime if has_video or not mime.startswith("video/") else f"audio/{mime.partition('/')[2]}"
