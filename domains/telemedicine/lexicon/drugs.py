"""The names of drugs that are prescribed in practice: found in a text, and known by how they sound."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from core.encoders.phrases import PhraseBook
from core.encoders.tokens import tokenize

TABLE = "drugs.csv"


@dataclass(frozen=True)
class Drug:
    """One name of a drug.

    Attributes:
        name: As it is written, in small letters.
        drug: The name under which the drug is known.
        brand: Whether it is another name than that one.
        band: 3 where it is common, 2 usual, 1 rare.
        ordinary: Whether it is also said of other things ("potassium").
        sounds: How it may sound, a letter a sound.
    """

    name: str
    drug: str
    brand: bool
    band: int
    ordinary: bool
    sounds: tuple[str, ...]


@dataclass(frozen=True)
class Named:
    """A drug at characters ``[start, end)`` of a text."""

    start: int
    end: int
    drug: Drug


@cache
def drugs() -> Mapping[str, Drug]:
    """All names, read once for a process."""
    text = (files(__package__) / TABLE).read_text(encoding="utf-8")
    return {row["name"]: _drug(row) for row in csv.DictReader(text.splitlines())}


def _drug(row: Mapping[str, str]) -> Drug:
    sounds = tuple(row["sounds"].split("|"))
    return Drug(row["name"], row["drug"], row["kind"] == "name", int(row["band"]), row["ordinary"] == "1", sounds)


@cache
def _book() -> PhraseBook[Drug]:
    book: PhraseBook[Drug] = PhraseBook()
    for one in drugs().values():
        book.add(tuple(token.norm for token in tokenize(one.name)), one)
    return book


def named(text: str) -> list[Named]:
    """Every drug that a text names by a name of the table, the longest at each place."""
    return list(_named(text))


def _named(text: str) -> Iterator[Named]:
    tokens = tokenize(text)
    norms = [token.norm for token in tokens]
    for first, stop in _book().places(norms):
        found = _book().longest(norms, first, stop)
        if found:
            yield Named(tokens[first].start, tokens[stop - 1].end, found[1])
