"""Subtitles: WebVTT (W3C) and SubRip, whose cues differ in little but the comma."""

from __future__ import annotations

import re
from collections.abc import Iterator

from domains.telemedicine.transcripts.markers import strip_cue
from domains.telemedicine.transcripts.transcript import TranscriptRefused, Utterance

_STAMP = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
ARROW = re.compile(rf"^\s*{_STAMP}\s*-->\s*{_STAMP}")
_VOICE = re.compile(r"^\s*<v(?:\.[^\s>]*)?\s+([^>]{1,60})>")
_COLON = re.compile(r"^\s*(?:-\s*)?([A-Za-z][\w.'-]*(?: [\w.'#-]+){0,3})\s*:\s+")
_BRACKETS = re.compile(r"^\s*\[([A-Za-z][\w .'-]{0,40})\]\s*:?\s*")


def parse(text: str) -> Iterator[Utterance]:
    """Cues in the order of the file; notes, styles and numbers are passed over.

    Raises:
        TranscriptRefused: a line with an arrow has no readable times.
    """
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = block.splitlines()
        arrow = next((number for number, line in enumerate(lines) if "-->" in line), None)
        if arrow is not None:
            yield _cue(lines[arrow], " ".join(lines[arrow + 1 :]))


def _cue(times: str, text: str) -> Utterance:
    found = ARROW.match(times)
    if not found:
        raise TranscriptRefused(f"The subtitle times “{times.strip()[:60]}” cannot be read: write 00:00:01.000.")
    groups = found.groups()
    speaker, words = _speaker(text)
    return Utterance(strip_cue(words), speaker, _seconds(groups[:4]), _seconds(groups[4:]))


def _speaker(text: str) -> tuple[str | None, str]:
    """The voice of a cue, from `<v Name>`, `[Name]` or `Name:`."""
    for form in (_VOICE, _BRACKETS, _COLON):
        if found := form.match(text):
            return found[1].strip(), text[found.end() :]
    return None, text


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = (part or "0" for part in parts)
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction}")
