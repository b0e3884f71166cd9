"""What a repair did, so exactly that it can be taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from domains.telemedicine.transcripts.transcript import Utterance, Word


@dataclass(frozen=True)
class Repair:
    """A name that was put in place of recognised words.

    Attributes:
        start: First character in the text as it stands now.
        end: The character after the last one.
        before: What was recognised.
        after: What stands there while the repair is kept.
        kind: ``drug`` or ``finding``.
        score: How likely it is right, 0 to 1.
        kept: Whether it stands, or was taken back.
        words: The recognised words, with their times.
    """

    start: int
    end: int
    before: str
    after: str
    kind: str
    score: float
    kept: bool = True
    words: tuple[Word, ...] = ()

    def json(self) -> dict[str, Any]:
        """As the told consultation holds it."""
        words = [[one.text, one.start, one.end, one.probability] for one in self.words]
        return {
            "start": self.start, "end": self.end, "before": self.before, "after": self.after, "kind": self.kind,
            "score": round(self.score, 4), "kept": self.kept, "words": words,
        }  # fmt: skip


@dataclass(frozen=True)
class Repaired:
    """An utterance as it now stands, and what was done to it.

    Attributes:
        utterance: With its text and its words as repaired; the words keep their times.
        repairs: In the order of the text.
        heard: The text as recognised; None for what was typed.
    """

    utterance: Utterance
    repairs: tuple[Repair, ...]
    heard: str | None


def set_kept(told: Mapping[str, Any], number: int, kept: bool) -> dict[str, Any]:
    """An utterance of a told consultation with one repair taken back, or made again.

    Args:
        told: ``{"text", "words", "repairs", ...}``.
        number: Which repair, from 0.
        kept: Whether it shall stand.

    Raises:
        ValueError: there is no such repair, or the text is no longer the one that was repaired.
    """
    repairs = list(told["repairs"])
    if not 0 <= number < len(repairs):
        raise ValueError("There is no such repair.")
    one = repairs[number]
    if one["kept"] == kept:
        return dict(told)
    old, new = (one["before"], one["after"]) if kept else (one["after"], one["before"])
    if told["text"][one["start"] : one["end"]] != old:
        raise ValueError("The text was changed by hand since it was repaired, so the repair stays as it is.")
    text = told["text"][: one["start"]] + new + told["text"][one["end"] :]
    shifted = [_shifted(held, one["end"], len(new) - len(old)) for held in repairs]
    shifted[number] = {**one, "end": one["start"] + len(new), "kept": kept}
    return {**told, "text": text, "repairs": shifted, "words": _words(told.get("words") or [], one, kept)}


def _shifted(repair: Mapping[str, Any], beyond: int, by: int) -> dict[str, Any]:
    moves = by if repair["start"] >= beyond else 0
    return {**repair, "start": repair["start"] + moves, "end": repair["end"] + moves}


def _words(words: Sequence[Sequence[Any]], repair: Mapping[str, Any], kept: bool) -> list[Sequence[Any]]:
    """The words with those of the repair exchanged, found by their times."""
    were = [list(one) for one in repair["words"]]
    if not were:
        return list(words)
    start, end = were[0][1], were[-1][2]
    joined = merged([Word(*one) for one in were], repair["after"], repair["score"])
    new = [[joined.text, joined.start, joined.end, joined.probability]] if kept else were
    before = [list(one) for one in words if one[1] < start]
    return [*before, *new, *(list(one) for one in words if one[1] >= start and one[2] > end)]


def merged(words: Sequence[Word], text: str, score: float) -> Word:
    """One word in place of several, from the beginning of the first to the end of the last."""
    tail = words[-1].text[len(words[-1].text.rstrip(".,?!;:")) :]
    return replace(words[0], text=text + tail, end=words[-1].end, probability=round(score, 4))
