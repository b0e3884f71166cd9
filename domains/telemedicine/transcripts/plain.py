"""Plain text: a turn a line, with or without a label, or labels in brackets within the line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from domains.telemedicine.transcripts.markers import strip
from domains.telemedicine.transcripts.transcript import Utterance

_TIME = r"(?:[\[(]?(?:(?P<h>\d{1,2}):)?(?P<m>\d{1,3}):(?P<s>\d{2}(?:[.,]\d{1,3})?)[\])]?\s+[-\u2013]?\s*)?"
_COLON = re.compile(
    rf"^\s*{_TIME}(?P<label>[A-Za-z][\w.'\u2019-]*(?: [\w.'\u2019#-]+){{0,3}})\s*:(?:\s+|$)(?P<text>.*)$"
)
_BRACKET = re.compile(r"\[(?P<label>[A-Za-z][\w .'-]{0,40})\]\s?")
_NOT_LABELS = frozenset("inaudible unintelligible crosstalk noise silence music laughter laughs pause".split())


def parse(text: str) -> Iterator[Utterance]:
    """Turns of a text; a line without a label goes on with the turn above it, if any turn has a label."""
    open_turn: Utterance | None = None
    for turn, labelled in _turns(text):
        if labelled or open_turn is None or open_turn.speaker is None:
            if open_turn is not None:
                yield open_turn
            open_turn = turn
        else:
            joined = f"{open_turn.text} {turn.text}".strip()
            open_turn = Utterance(joined, open_turn.speaker, open_turn.start, None)
    if open_turn is not None:
        yield open_turn


def _turns(text: str) -> Iterator[tuple[Utterance, bool]]:
    for line in text.splitlines():
        if not line.strip():
            continue
        marks = [mark for mark in _BRACKET.finditer(line) if mark["label"].lower() not in _NOT_LABELS]
        if marks:
            yield from _bracketed(line, marks)
        elif found := _COLON.match(line):
            yield Utterance(strip(found["text"]), found["label"], _seconds(found)), True
        else:
            yield Utterance(strip(line)), False


def _bracketed(line: str, marks: list[re.Match[str]]) -> Iterator[tuple[Utterance, bool]]:
    """A line that holds one turn, or several in a row."""
    before = strip(line[: marks[0].start()])
    if before:
        yield Utterance(before), False
    ends = [*(mark.start() for mark in marks[1:]), len(line)]
    for mark, end in zip(marks, ends, strict=True):
        yield Utterance(strip(line[mark.end() : end]), mark["label"]), True


def _seconds(found: re.Match[str]) -> float | None:
    if found["m"] is None:
        return None
    return int(found["h"] or 0) * 3600 + int(found["m"]) * 60 + float(found["s"].replace(",", "."))
