"""Draws a consultation in one timeline, recording and transcript, and hands what is mended to the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ui.kit.component import Component
from ui.kit.outbox import acknowledged, received


class Kind(StrEnum):
    """What a reader may do in the transcript."""

    CORRECT = "correct"
    REPAIR = "repair"
    ROLE = "role"
    UNDO = "undo"


@dataclass(frozen=True)
class Act:
    """One thing the reader did.

    Attributes:
        kind: What.
        utterance: Number of the utterance; -1 where it is about none.
        text: What was said instead.
        number: Which repair of the utterance.
        kept: Whether that repair stands.
        speaker: Whose role it is.
        role: What they are.
    """

    kind: Kind
    utterance: int = -1
    text: str = ""
    number: int = -1
    kept: bool = True
    speaker: str = ""
    role: str = ""


@dataclass(frozen=True)
class Media:
    """The recording: its address, ``video`` or ``audio``, and what it is called."""

    url: str
    kind: str
    title: str = "Recording"


@dataclass(frozen=True)
class Speaker:
    """A voice: its id, its name for people, what it is, and its colour (a number, the same for the same role)."""

    id: str
    name: str
    role: str
    tone: int


@dataclass(frozen=True)
class Repair:
    """Characters ``[start, end)`` of an utterance that were heard as ``before``; ``after`` is the term of ``kind``."""

    start: int
    end: int
    before: str
    after: str
    kind: str
    kept: bool


@dataclass(frozen=True)
class Line:
    """An utterance.

    Attributes:
        start: Seconds; None where there is no recording, or it is not known.
        end: Seconds.
        speaker: Which of the speakers, by number.
        text: What was said, as it stands.
        times: When each word of `text` begins, divided at blanks, in seconds; empty where that is not known.
        repairs: Marked places, by their start.
        corrected: Whether a person changed its words.
        kind: ``speech``, ``chat`` or ``document``.
    """

    start: float | None
    end: float | None
    speaker: int
    text: str
    times: Sequence[float] = ()
    repairs: Sequence[Repair] = ()
    corrected: bool = False
    kind: str = "speech"


@dataclass(frozen=True)
class Stretch:
    """A topic: utterances ``[first, stop)``, when in the recording, its name and its colour (0 to 7)."""

    first: int
    stop: int
    name: str
    tone: int
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True)
class Mark:
    """Something that was told at a second: ``red flag``, ``drug``, ``vital``, ``allergy`` or another kind, in words."""

    kind: str
    words: str
    second: float | None
    utterance: int


@dataclass(frozen=True)
class Shown:
    """All that is drawn.

    Attributes:
        scope: Names the consultation and its version; acts on another are dropped.
        lines: In the order in which they were said.
        speakers: Whom `Line.speaker` numbers.
        roles: What a speaker may be: value to words.
        media: The recording; None for a transcript alone.
        seconds: How long it is.
        levels: Loudness of each second in dBFS.
        locked: Whether nothing can be changed (any more).
        problem: Why the last step failed, and what to do; empty if it did not.
        at: Number of the utterance that is shown first; None for the beginning.
    """

    scope: str
    lines: Sequence[Line]
    speakers: Sequence[Speaker]
    roles: Mapping[str, str]
    media: Media | None = None
    seconds: float = 0.0
    stretches: Sequence[Stretch] = ()
    marks: Sequence[Mark] = ()
    levels: Sequence[float] = field(default=())
    locked: bool = False
    can_undo: bool = False
    problem: str = ""
    at: int | None = None


LONGEST = 5000
_component = Component("player")


def player(shown: Shown, *, key: str, on_act: Callable[[Act], None]) -> None:
    """Draw it; `on_act` is called before the page is drawn anew, once for each thing the reader did.

    What elsewhere on the page leads to a second of the recording (`ui.kit.draft`, `ui.kit.leads`) is played here,
    without asking the server, where both have the same scope.
    """
    _component(
        key=key,
        data={
            "scope": shown.scope,
            "acknowledged": acknowledged(key),
            "media": vars(shown.media) if shown.media else None,
            "seconds": shown.seconds,
            "roles": dict(shown.roles),
            "speakers": [vars(speaker) for speaker in shown.speakers],
            "lines": [_line(line) for line in shown.lines],
            "stretches": [vars(stretch) for stretch in shown.stretches],
            "marks": [vars(mark) for mark in shown.marks],
            "levels": [round(level, 1) for level in shown.levels],
            "locked": shown.locked,
            "canUndo": shown.can_undo,
            "problem": shown.problem,
            "at": shown.at,
        },
        on_act_change=lambda: _receive(key, shown.scope, on_act),
    )


def _line(line: Line) -> dict[str, object]:
    times = [round(time, 2) for time in line.times]
    return vars(line) | {"times": times, "repairs": [vars(repair) for repair in line.repairs]}


def _receive(key: str, scope: str, on_act: Callable[[Act], None]) -> None:
    message = received(key, scope)
    act = _act(message) if message else None
    if act is not None:
        on_act(act)


def _act(message: Mapping[str, Any]) -> Act | None:
    """What the browser sent, as far as it makes sense."""
    kind = message.get("kind")
    if kind not in list(Kind):
        return None
    return Act(
        Kind(kind),
        _number(message.get("utterance")),
        str(message.get("text") or "")[:LONGEST],
        _number(message.get("number")),
        message.get("kept") is not False,
        str(message.get("speaker") or "")[:200],
        str(message.get("role") or "")[:40],
    )


def _number(told: object) -> int:
    return told if isinstance(told, int) and not isinstance(told, bool) and told >= 0 else -1
