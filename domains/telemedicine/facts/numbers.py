"""Numbers as people say them: "one twenty", "a hundred and one point four", "98.6", "two and a half"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_UNITS = {word: value for value, word in enumerate("zero one two three four five six seven eight nine".split())}
_TEENS = {
    word: value
    for value, word in enumerate(
        "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(), start=10
    )
}
_TENS = {
    word: value * 10
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
_OH = frozenset(("oh", "o"))
_WORD = re.compile(r"[a-z]+\d+[a-z\d]*|\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?|[a-z]+(?:['\u2019][a-z]+)?|%|[^\w\s]", re.I)


@dataclass(frozen=True)
class Token:
    """A word, number or sign in small letters, at characters ``[start, end)``."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Number:
    """A number at tokens ``[first, stop)``."""

    value: float
    first: int
    stop: int


def tokens(text: str) -> list[Token]:
    """The words, numbers and signs of a text."""
    return [Token(found[0].lower().replace("\u2019", "'"), *found.span()) for found in _WORD.finditer(text)]


def numbers(said: Sequence[Token]) -> list[Number]:
    """Every number, the longest at each place."""
    return list(_numbers([one.text for one in said]))


def _numbers(words: Sequence[str]) -> Iterator[Number]:
    at = 0
    while at < len(words):
        found = _number(words, at)
        if found:
            yield found
        at = found.stop if found else at + 1


def _number(words: Sequence[str], at: int) -> Number | None:
    whole = _whole(words, at)
    if whole is None:
        return None
    value, stop = whole
    decimal = _decimal(words, stop)
    if decimal:
        return Number(round(value + decimal[0], 4), at, decimal[1])
    if words[stop : stop + 3] == ["and", "a", "half"]:
        return Number(value + 0.5, at, stop + 3)
    return Number(value, at, stop)


def _whole(words: Sequence[str], at: int) -> tuple[float, int] | None:
    """The number before any "point", and where it ends."""
    if words[at][0].isdigit():
        return float(words[at].replace(",", "")), at + 1
    if words[at] == "a" and words[at + 1 : at + 2] == ["hundred"]:
        return _hundreds(words, 1, at + 1)
    small = _small(words, at)
    if small is None:
        return None
    value, stop = small
    if words[stop : stop + 1] == ["hundred"]:
        return _hundreds(words, value, stop)
    if words[stop : stop + 1] == ["thousand"]:
        return value * 1000.0, stop + 1
    return _run_on(words, value, stop)


def _hundreds(words: Sequence[str], value: float, at: int) -> tuple[float, int]:
    stop = at + 1
    ahead = stop + (words[stop : stop + 1] == ["and"])
    more = _small(words, ahead) if ahead < len(words) else None
    return (value * 100 + more[0], more[1]) if more else (value * 100.0, stop)


def _run_on(words: Sequence[str], value: float, stop: int) -> tuple[float, int]:
    """As in "one twenty" (120) and "one oh five" (105); "five six" is not one number."""
    if value >= 10 or value == 0 or stop >= len(words):
        return float(value), stop
    if words[stop] in _OH and words[stop + 1 : stop + 2] and words[stop + 1] in _UNITS:
        return value * 100.0 + _UNITS[words[stop + 1]], stop + 2
    if words[stop] in _TENS or words[stop] in _TEENS:
        tens, stop = _small(words, stop) or (0, stop)
        return value * 100.0 + tens, stop
    return float(value), stop


def _small(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """A number under a hundred."""
    word = words[at] if at < len(words) else ""
    if word in _TENS:
        ahead = at + 2 if words[at + 1 : at + 2] == ["-"] else at + 1
        unit = _UNITS.get(words[ahead], 0) if ahead < len(words) else 0
        return (_TENS[word] + unit, ahead + 1) if unit else (_TENS[word], at + 1)
    value = _UNITS.get(word, _TEENS.get(word))
    return None if value is None else (value, at + 1)


def _decimal(words: Sequence[str], at: int) -> tuple[float, int] | None:
    mark, ahead = "".join(words[at : at + 1]), "".join(words[at + 1 : at + 2])
    if mark != "point" and not (mark == "." and ahead.isdigit()):
        return None
    stop, digits = at + 1, ""
    while stop < len(words) and (words[stop] in _UNITS or words[stop] in _OH or words[stop].isdigit()):
        digits += "0" if words[stop] in _OH else words[stop] if words[stop].isdigit() else str(_UNITS[words[stop]])
        stop += 1
    return (float(f"0.{digits}"), stop) if digits else None
