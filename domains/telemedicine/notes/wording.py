"""A note in words, and where each of its sentences stands in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domains.telemedicine.notes.sentences import STANDING


@dataclass(frozen=True)
class Placed:
    """Characters ``[start, end)`` of the note, and the sentence that stands there."""

    start: int
    end: int
    sentence: Mapping[str, Any]


def clock(seconds: float) -> str:
    """Seconds as people read them: 1:23, or 1:02:03."""
    whole = max(int(seconds), 0)
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"


def origin(utterance: Mapping[str, Any], number: int) -> str:
    """Where something was said, in words: ``patient, 1:23``; by its turn where there are no times."""
    kind = utterance.get("kind", "speech")
    who = {"chat": "chat", "document": "document"}.get(kind) or utterance.get("role") or "somebody"
    start = utterance.get("start")
    return f"{who}, {clock(start)}" if start is not None else f"{who}, turn {number + 1}"


def as_text(sections: Sequence[Mapping[str, Any]]) -> tuple[str, tuple[Placed, ...]]:
    """The note as text, a section a paragraph, and where its sentences stand in it."""
    text, placed = "", []
    for section in sections:
        there = [one for one in section["sentences"] if one.get("state", "accepted") in STANDING]
        if not there:
            continue
        text += ("\n\n" if text else "") + section["title"]
        for one in there:
            text += "\n"
            placed.append(Placed(len(text), len(text) + len(one["text"]), one))
            text += one["text"]
    return text, tuple(placed)
