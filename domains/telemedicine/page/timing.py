"""When each word of an utterance was said, also where its text was repaired or corrected since it was heard."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

_BLANK = re.compile(r"\S+")
_PLAIN = re.compile(r"[^\w]+")


def times(said: Mapping[str, Any]) -> tuple[float, ...]:
    """The second at which each word of the text begins, words being what stands between blanks.

    What was heard keeps its time; words in place of others share theirs evenly. Nothing where no word has a time.
    """
    words = [word for word in said.get("words") or () if word[1] is not None]
    tokens = str(said["text"]).split()
    if not words or not tokens:
        return ()
    starts, last = [float(word[1]) for word in words], float(words[-1][2] or words[-1][1])
    if len(tokens) == len(words):
        return tuple(starts)
    return _matched(tokens, [str(word[0]) for word in words], [*starts, last])


def _matched(tokens: Sequence[str], heard: Sequence[str], starts: Sequence[float]) -> tuple[float, ...]:
    """``starts`` has one more entry than ``heard``: where the last word ends."""
    told: list[float] = []
    matcher = SequenceMatcher(None, [_plain(each) for each in heard], [_plain(each) for each in tokens], autojunk=False)
    for _, first, stop, begin, end in matcher.get_opcodes():
        told += _spread(starts[first], starts[stop], end - begin) if end - begin != stop - first else starts[first:stop]
    return tuple(told)


def _spread(start: float, end: float, many: int) -> list[float]:
    return [start + (end - start) * at / max(1, many) for at in range(many)]


def _plain(word: str) -> str:
    return _PLAIN.sub("", word).lower()


def second_of(said: Mapping[str, Any], character: int | None, spoken: Sequence[float] | None = None) -> float | None:
    """When a character of the text was said; when the utterance begins where its words have no times."""
    start = said.get("start")
    told = times(said) if spoken is None else spoken
    if character is None or not told:
        return None if start is None else float(start)
    begins = [found.start() for found in _BLANK.finditer(str(said["text"]))]
    at = max((n for n, begin in enumerate(begins) if begin <= character), default=0)
    return told[min(at, len(told) - 1)]
