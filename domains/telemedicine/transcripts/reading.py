"""Bytes to a transcript: bounded, decoded, and read as what they look like, whatever the file is called."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from domains.telemedicine.transcripts import cues, listed, plain, textgrid
from domains.telemedicine.transcripts.transcript import Transcript, TranscriptRefused, Utterance, assemble

MOST = 4 * 1024 * 1024
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_JSON = re.compile(r"\s*(?:\{|\[\s*(?:[\[{\]\"]|\d+[\s,\]]))")
Parser = Callable[[str], Iterable[Utterance]]


def read_file(path: Path) -> Transcript:
    """The transcript in a file.

    Raises:
        TranscriptRefused: it cannot be opened or used.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST + 1)
    except OSError as error:
        raise TranscriptRefused(f"The transcript {path} cannot be opened: {error.strerror}.") from error
    return read(data)


def read(data: bytes) -> Transcript:
    """A transcript as text, WebVTT, SubRip, TextGrid or JSON.

    The readers are ours, run in time linear in the length, and get no more than :data:`MOST` bytes.

    Raises:
        TranscriptRefused: too long, no text, empty, or damaged; nothing is half read.
    """
    if len(data) > MOST:
        raise TranscriptRefused(f"The transcript is larger than {MOST // 1024**2} MB: cut it in two.")
    text = _decoded(data)
    return assemble(_parser(text)(text))


def _decoded(data: bytes) -> str:
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        where = f"byte {error.start}"
        raise TranscriptRefused(
            f"The transcript is not UTF-8 text ({where}): save it as UTF-8 and try again."
        ) from error
    if "\0" in text:
        raise TranscriptRefused("The file is not a text: give a transcript as text, WebVTT, SRT, TextGrid or JSON.")
    return text


def _parser(text: str) -> Parser:
    """The reader for what the beginning looks like."""
    if text.lstrip().startswith("WEBVTT"):
        return cues.parse
    if textgrid.HEAD.match(text):
        return textgrid.parse
    if _JSON.match(text):
        return listed.parse
    if any(cues.ARROW.match(line) for line in text.lstrip().splitlines()[:4]):
        return cues.parse
    return plain.parse
