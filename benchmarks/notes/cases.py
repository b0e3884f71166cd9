"""The hand-labelled sentences, and how a reader of assertions is scored on them."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parents[2] / "tests" / "core" / "encoders" / "assertions_cases.toml"
MISSED = "missed"


@dataclass(frozen=True)
class Case:
    """A note with what must be read in it.

    Attributes:
        part: ``"held out"`` or ``"development"``.
        note: The text.
        expected: Place ``(start, end)`` of each mention to its status.
        silent: Words that look like a finding and are none.
    """

    part: str
    note: str
    expected: Mapping[tuple[int, int], str]
    silent: tuple[str, ...]


Said = tuple[str, str]
Status = Callable[[str, int, int], str]
"""What a reader says of the mention at ``[start, end)`` of a note: a status, or :data:`MISSED`."""


def load(path: Path = FILE) -> tuple[Case, ...]:
    """All cases, in the order of the file."""
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["case"]
    return tuple(Case(r["part"], r["note"], _places(r["note"], r["expect"]), tuple(r.get("silent", ()))) for r in rows)


def _places(note: str, expect: Mapping[str, str]) -> dict[tuple[int, int], str]:
    """Where the expected mentions stand; ``words#2`` is the second place of the words."""
    places = {}
    for key, status in expect.items():
        words, _, number = key.partition("#")
        start = -1
        for _ in range(int(number or 1)):
            start = note.lower().index(words, start + 1)
        places[start, start + len(words)] = status
    return places


def score(cases: Iterable[Case], status: Status) -> list[Said]:
    """For every expected mention what it is and what the reader says."""
    return [
        (expected, status(case.note, start, end)) for case in cases for (start, end), expected in case.expected.items()
    ]


def precision(said: Iterable[Said], status: str) -> tuple[int, int]:
    """How many of the mentions that were given a status have it, and how many were given it."""
    given = [expected for expected, got in said if got == status]
    return sum(expected == status for expected in given), len(given)


def recall(said: Iterable[Said], status: str) -> tuple[int, int]:
    """How many of the mentions that have a status were given it, and how many have it."""
    had = [got for expected, got in said if expected == status]
    return sum(got == status for got in had), len(had)
