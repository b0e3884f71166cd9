"""The rules by which words around a mention change what it says, read from `assertion_rules.toml`."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any

from core.encoders.phrases import PhraseBook, words

_MACRO = re.compile(r"\{(\w+)\}")
_YEAR = re.compile(r"(?:19|20)\d\d")
YEAR = "<year>"
NUMBER = "<n>"
TIMES = "x<n>"
_TIMES = re.compile(r"x\d{1,2}")
_HOLDERS = {"yyyymark": YEAR, "nnnmark": NUMBER, "xnnnmark": TIMES}
AXES: Mapping[str, str] = {
    "absent": "existence",
    "uncertain": "existence",
    "present": "existence",
    "historical": "time",
    "current": "time",
    "family": "person",
    "self": "person",
    "nothing": "none",
}


@dataclass(frozen=True)
class Rule:
    """What a phrase means for the mentions that it reaches.

    Attributes:
        means: A key of :data:`AXES`.
        where: ``"before"`` or ``"after"`` the mention, ``"around"`` it, or ``"either"``.
        reach: ``"all"``, ``"list"``, ``"part"``, or a number of words.
        last: Whether it counts only at the end of its part.
    """

    means: str
    where: str
    reach: str | int = "all"
    last: bool = False

    @property
    def axis(self) -> str:
        """Existence, time or person: triggers of one axis override each other, those of different axes do not."""
        return AXES[self.means]


@dataclass(frozen=True)
class Rulebook:
    """All rules, and the words that bound them.

    Attributes:
        triggers: Phrase to its rules, one or more.
        terminators: Phrases behind which nothing reaches.
        pronouns: Words behind which only the person reaches.
        statements: Words that make a part between commas a statement of its own.
        degrees: Words that do so where a part begins with them and no "or" follows.
        joints: Words that link the items of a list.
        stretch: How many words a trigger reaches without a joint.
    """

    triggers: PhraseBook[list[Rule]]
    terminators: PhraseBook[bool]
    pronouns: frozenset[str]
    statements: frozenset[str]
    degrees: frozenset[str]
    joints: frozenset[str]
    stretch: int


def _expand(phrase: str, macros: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Every phrase that a pattern with macros stands for."""
    names = _MACRO.findall(phrase)
    for values in product(*(macros[name] for name in names)):
        filled = iter(values)
        yield " ".join(_MACRO.sub(lambda _: next(filled), phrase).split())  # noqa: B023 - used at once


def _phrase(text: str) -> tuple[str, ...]:
    """Normal forms of a phrase, with the place holders of years and numbers kept whole."""
    marked = text.replace(YEAR, "yyyymark").replace(NUMBER, "nnnmark")
    return tuple(_HOLDERS.get(word, _held(word)) for word in words(marked))


def _triggers(data: Mapping[str, Any]) -> PhraseBook[list[Rule]]:
    book: PhraseBook[list[Rule]] = PhraseBook()
    for entry in data["rule"]:
        rule = Rule(entry["means"], entry["where"], entry.get("reach", "all"), entry.get("last", False))
        for pattern in entry["phrases"]:
            for phrase in _expand(pattern, data["macros"]):
                rules = book.add(_phrase(phrase), [])
                if rule not in rules:
                    rules.append(rule)
    return book


@cache
def rulebook() -> Rulebook:
    """The rules that ship with the suite; read once for a process."""
    data = tomllib.loads((files(__package__) / "assertion_rules.toml").read_text(encoding="utf-8"))
    bounds = data["boundaries"]
    terminators: PhraseBook[bool] = PhraseBook()
    for phrase in bounds["terminators"]:
        terminators.add(words(phrase), True)
    return Rulebook(
        _triggers(data),
        terminators,
        frozenset(bounds["pronouns"]),
        frozenset(bounds["statements"]),
        frozenset(bounds["degrees"]),
        frozenset(bounds["joints"]),
        bounds["stretch"],
    )


def with_years(norms: Sequence[str]) -> list[str]:
    """The normal forms with years from 1900 to 2099 and small numbers replaced by their place holders."""
    return [_held(norm) for norm in norms]


def _held(norm: str) -> str:
    if not norm.isdecimal():
        return TIMES if _TIMES.fullmatch(norm) else norm
    return YEAR if _YEAR.fullmatch(norm) else NUMBER if len(norm) <= 2 else norm
