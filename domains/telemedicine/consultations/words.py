"""The times of words, carried over from what was heard to what it was corrected to."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

Timed = list[Any]
"""``[text, start, end, probability]``, seconds from the start of the recording."""
SURE = 1.0


def carried(before: Sequence[Timed], text: str) -> list[Timed]:
    """The words of a corrected text, with the times of the words that stood there.

    A word that stayed keeps its time; words in place of others share the time of those by their length; words that
    were put in take a moment between their neighbours.

    Args:
        before: The words as they were heard.
        text: As it now stands.
    """
    if not before:
        return []
    old, new = [_plain(word[0]) for word in before], text.split()
    result: list[Timed] = []
    for kind, start, stop, first, last in SequenceMatcher(
        None, old, [_plain(word) for word in new], autojunk=False
    ).get_opcodes():
        if kind == "equal":
            result += [[word, *was[1:]] for word, was in zip(new[first:last], before[start:stop], strict=True)]
        elif last > first:
            begin, end = _span(before, start, stop)
            result += _spread(new[first:last], begin, end)
    return result


def _plain(word: str) -> str:
    return "".join(c for c in word.casefold() if c.isalnum()) or word


def _span(before: Sequence[Timed], start: int, stop: int) -> tuple[float, float]:
    """From where to where the words in place of ``before[start:stop]`` are spoken."""
    if stop > start:
        return float(before[start][1]), float(before[stop - 1][2])
    begin = float(before[start - 1][2]) if start else float(before[0][1])
    end = float(before[start][1]) if start < len(before) else begin
    return begin, max(begin, end)


def _spread(words: Sequence[str], begin: float, end: float) -> list[Timed]:
    whole = sum(len(word) for word in words)
    result: list[Timed] = []
    at = begin
    for word in words:
        after = at + (end - begin) * len(word) / whole
        result.append([word, round(at, 3), round(after, 3), SURE])
        at = after
    return result
