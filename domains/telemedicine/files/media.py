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
CONTAINERS = {
    "mov": "video/mp4",
    "mp4": "video/mp4",
    "matroska": "video/webm",
    "webm": "video/webm",
    "ogg": "audio/ogg",
    "wav": "audio/wav",
    "w64": "audio/wav",
    "mp3": "audio/mpeg",
    "aac": "audio/aac",
    "flac": "audio/flac",
    "avi": "video/x-msvideo",
    "asf": "video/x-ms-asf",
    "mpeg": "video/mpeg",
    "mpegts": "video/mp2t",
    "flv": "video/x-flv",
}
"""FFmpeg's name of a container, and what a player is told of it."""


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


def told_by(container: str, has_video: bool, otherwise: str) -> str:
    """The MIME type of an opened recording; of a container for films in which there is none, the one for sound.

    Args:
        container: FFmpeg's name, or several with commas between.
        has_video: Whether a film was found in it.
        otherwise: What the first bytes announced, where the container tells nothing.
    """
    names = container.split(",")
    mime = next((CONTAINERS[name] for name in names if name in CONTAINERS), otherwise)
    if mime == "audio/ogg" and has_video:
        return "video/ogg"
    return mime if has_video or not mime.startswith("video/") else f"audio/{mime.partition('/')[2]}"
