"""What a player is told of a recording."""

import pytest

from domains.telemedicine.files.media import UNKNOWN, base_mime, mime_of, told_by


@pytest.mark.parametrize(
    ("head", "mime"),
    [
        (b"\x1aE\xdf\xa3", "video/webm"),
        (b"\0\0\0\x18ftypisom", "video/mp4"),
        (b"RIFF\0\0\0\0WAVE", "audio/wav"),
        (b"OggS", "audio/ogg"),
        (b"%PDF", UNKNOWN),
        (b"", UNKNOWN),
    ],
)
def test_the_first_bytes_announce_a_kind(head: bytes, mime: str) -> None:
    assert mime_of(head) == mime


@pytest.mark.parametrize(
    ("container", "video", "mime"),
    [
        ("matroska,webm", True, "video/webm"),
        ("matroska,webm", False, "audio/webm"),
        ("mov,mp4,m4a", False, "audio/mp4"),
        ("ogg", True, "video/ogg"),
        ("wav", False, "audio/wav"),
        ("mp3", False, "audio/mpeg"),
        ("", False, "text/x"),
    ],
)
def test_the_opened_container_has_the_last_word(container: str, video: bool, mime: str) -> None:
    assert told_by(container, video, "text/x") == mime


def test_parameters_of_a_mime_type_are_left_out() -> None:
    assert base_mime(" Audio/WebM; codecs=opus") == "audio/webm"
