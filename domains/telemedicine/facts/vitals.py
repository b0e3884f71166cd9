"""What was measured: blood pressure, pulse, temperature and the rest, in figures or in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from domains.telemedicine.facts.fact import FAMILY, HISTORICAL, PRESENT, UNCERTAIN, VITAL, Fact, Said
from domains.telemedicine.facts.measures import converted
from domains.telemedicine.facts.numbers import Number, Token, numbers, tokens
from domains.telemedicine.facts.sentences import hollow, sentences
from domains.telemedicine.lexicon.vitals import Vital, vitals

AHEAD, BEHIND, PRESSURE_AHEAD = 7, 3, 12
_OVER = frozenset(("over", "/", "on", "by"))
_PRESSURE = re.compile(r"\b(?:blood pressure|pressure|bp|diary|it was|it says|was)\b", re.I)
_AIM = re.compile(
    r"\b(?:goal|target|aim|should be|supposed to be|(?:below|under|less than|lower than|above|greater than|higher than"
    r"|goes (?:over|above|below)|normal is|want (?:it|that|you)|get it (?:down )?to|between)\W+(?:\w+\W+){0,2})$",
    re.I,
)
_PAST = re.compile(
    r"\b(?:last (?:year|summer|winter|spring|month|visit|time)|used to|years? ago|months? ago|back then)\b", re.I
)
_KIN = re.compile(
    r"\b(?:my|his|her) (?:wife|husband|mother|father|mom|mum|dad|brother|sister|son|daughter)['\u2019]s\b", re.I
)
_CHANGE = re.compile(r"\b(?:lost|gained|lose|losing|gain|down|up|put on|dropped|by)\b", re.I)
_OUT_OF_TEN = re.compile(r"^(?:out of|/)\s*(?:10|ten)\b", re.I)
_BARE_DECIMAL = ("temperature", 34.0, 42.5)


def measured(said: Sequence[Said]) -> list[Fact]:
    """Every value that is told, in the order of the talk; the last of a name is the newest."""
    return [fact for number in range(len(said)) for fact in _of(number, said)]


def _of(number: int, said: Sequence[Said]) -> Iterator[Fact]:
    one = said[number]
    before = said[number - 1] if number else None
    question = before.text[-90:] if before and before.role != one.role and "?" in before.text else ""
    for sentence in sentences(one.text, one.role):
        words = tokens(sentence.text)
        taken: set[int] = set()
        found = numbers(words)
        for value, first, stop, name, values in _values(words, found, question, one.text[: sentence.start], taken):
            start, end = sentence.start + words[first].start, sentence.start + words[stop - 1].end
            ahead = sentence.text[: words[value].start]
            status = _status(ahead, sentence.text, sentence.asks)
            if status:
                aimed = {"target": True} if status == UNCERTAIN and _AIM.search(ahead) else {}
                yield Fact(VITAL, name, number, start, end, one.text[start:end], status, values | aimed, (number,))


def _status(ahead: str, whole: str, asks: bool) -> str | None:
    if _AIM.search(ahead) or hollow(ahead):
        return UNCERTAIN
    if asks and not re.search(r"\b(?:was|is|of)\b", ahead, re.I):
        return None
    return FAMILY if _KIN.search(ahead) else HISTORICAL if _PAST.search(whole) else PRESENT


Found = tuple[int, int, int, str, dict[str, Any]]


def _values(
    words: Sequence[Token], found: Sequence[Number], question: str, earlier: str, taken: set[int]
) -> Iterator[Found]:
    """(token of the value, first, stop, name, values) for each number that is a measurement."""
    for at, one in enumerate(found):
        if at in taken:
            continue
        following = found[at + 1] if at + 1 < len(found) else None
        told = _pressure(words, one, following, f"{question} {earlier[-60:]}")
        if told:
            taken.add(at + 1)
        told = told or _pain(words, one) or _height(words, one, following)
        yield from [told] if told else _other(words, found, at, f"{earlier[-60:]} {question}".lower())


def _pressure(words: Sequence[Token], one: Number, following: Number | None, before: str) -> Found | None:
    """Two numbers with "over" between them."""
    if following is None or following.first != one.stop + 1 or words[one.stop].text not in _OVER:
        return None
    ahead = " ".join(word.text for word in words[max(0, one.first - PRESSURE_AHEAD) : one.first])
    called = bool(re.search(r"\b(?:pressure|bp|systolic)\b", f"{ahead} {before}", re.I))
    possible = one.value >= following.value and 50 <= one.value <= 280 and 20 <= following.value <= 180
    if not called and (not possible or one.value < 80):
        return None
    if one.value < 20:
        return None
    values: dict[str, Any] = {"systolic": one.value, "diastolic": following.value, "unit": "mmHg"}
    if not possible:
        values["implausible"] = True
    return one.first, one.first, following.stop, "blood pressure", values


def _pain(words: Sequence[Token], one: Number) -> Found | None:
    rest = " ".join(word.text for word in words[one.stop : one.stop + 3])
    if not _OUT_OF_TEN.match(rest) or one.value > 10:
        return None
    return one.first, one.first, min(one.stop + (2 if rest.startswith("/") else 3), len(words)), "pain score", {
        "value": one.value, "of": 10,
    }  # fmt: skip


def _height(words: Sequence[Token], one: Number, following: Number | None) -> Found | None:
    """A height in feet: "five foot six", "5 feet 6 inches"."""
    if one.stop >= len(words) or words[one.stop].text not in ("foot", "feet", "'") or not 1 <= one.value <= 8:
        return None
    inches = following if following and following.first == one.stop + 1 and following.value < 12 else None
    rest = {word.text for word in words[one.stop : one.stop + 5]} | {word.text for word in words[: one.first]}
    if inches is None and not rest & {"tall", "height"}:
        return None
    value = round((one.value * 12 + (inches.value if inches else 0)) * 2.54)
    return one.first, one.first, (inches or one).stop + (inches is None), "height", {"value": value, "unit": "cm"}


def _other(words: Sequence[Token], found: Sequence[Number], at: int, before: str) -> Iterator[Found]:
    one = found[at]
    floor = found[at - 1].stop if at else 0
    ahead = " ".join(word.text for word in words[max(floor, one.first - AHEAD) : one.first])
    after = " ".join(word.text for word in words[one.stop : one.stop + BEHIND])
    if re.match(r"(?:years?|days?|weeks?|months?|hours?|minutes?|times?|mg|milligrams?|micrograms?|puffs?)\b", after):
        return
    units = [(vital, _unit(vital, after)) for vital in vitals()]
    called = sorted(((_named(vital, ahead), vital, unit) for vital, unit in units), key=lambda one: -one[0])
    named = [(vital, unit) for at, vital, unit in called if at >= 0]
    asked = [
        (vital, "") for vital, unit in units if not unit and at == 0 and len(words) < 14 and _named(vital, before) >= 0
    ]
    for vital, unit in (*named, *((vital, unit) for vital, unit in units if unit), *asked):
        certain = (vital, unit) in named
        if vital.name == "weight" and (_CHANGE.search(ahead) or not (certain or _named(vital, before) >= 0)):
            continue
        told = converted(vital, _sharpened(vital, words, one), unit)
        if told and (certain or "implausible" not in told):
            yield one.first, one.first, one.stop + len(unit.split()), vital.name, told
            return
    if _warm(one, f"{before} {' '.join(word.text for word in words)}"):
        yield one.first, one.first, one.stop, "temperature", {"value": one.value, "unit": "degC", "celsius": one.value}


def _warm(one: Number, around: str) -> bool:
    """Whether a bare figure such as 37.1 is a temperature: the talk is of fever, and it has a decimal."""
    _, least, most = _BARE_DECIMAL
    return (
        least <= one.value <= most
        and one.value != int(one.value)
        and bool(re.search(r"\bfever|temperature", around, re.I))
    )


def _named(vital: Vital, ahead: str) -> int:
    """Where a text last names what is measured, or -1: of two names the nearer one counts."""
    return max((one.end() for word in vital.words for one in re.finditer(rf"\b{re.escape(word)}\b", ahead)), default=-1)


def _unit(vital: Vital, after: str) -> str:
    fits = [unit for unit in vital.units if re.match(rf"{re.escape(unit)}\b", after)]
    return max(fits, key=len, default="")


def _sharpened(vital: Vital, words: Sequence[Token], one: Number) -> float:
    """The figure with its decimal where a temperature is told: "ninety eight six" is 98.6."""
    follows = words[one.stop : one.stop + 1]
    if vital.name == "temperature" and 95 <= one.value <= 105 and follows:
        digit = next((number.value for number in numbers(follows)), None)
        return one.value + digit / 10 if digit is not None and digit < 10 else one.value
    return one.value
