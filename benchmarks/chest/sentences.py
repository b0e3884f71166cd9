"""The hand-written sentences of `sentences.txt`, and how a reading of them is scored."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

FILE = Path(__file__).with_name("sentences.txt")
STATUSES = ("present", "absent", "uncertain", "historical", "family")
_MARK = re.compile(r"\[([^\]]*)\]\(([a-z ]+), ([a-z]+)\)")


@dataclass(frozen=True)
class Said:
    """One assertion: a finding and its status at characters ``[start, end)``."""

    finding: str
    status: str
    start: int
    end: int

    def meets(self, other: Said) -> bool:
        """Whether both say the same of overlapping words."""
        same = (self.finding, self.status) == (other.finding, other.status)
        return same and self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Sentence:
    """A sentence without its marks, and what it says.

    Attributes:
        part: ``"development"`` or ``"test"``.
        heading: Which kind of difficulty it was written for.
        text: As a reader gets it.
        said: In the order of the text.
    """

    part: str
    heading: str
    text: str
    said: tuple[Said, ...]


def load(path: Path = FILE) -> tuple[Sentence, ...]:
    """All sentences; under each heading every second one is for the test."""
    found: list[Sentence] = []
    heading, number = "", 0
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            heading, number = line.removeprefix("## "), 0
        elif line and not line.startswith("# "):
            found.append(_sentence("test" if number % 2 else "development", heading, line.replace("\\n", "\n")))
            number += 1
    return tuple(found)


def _sentence(part: str, heading: str, marked: str) -> Sentence:
    text, said, at = "", [], 0
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        said.append(Said(mark[2], mark[3], len(text), len(text) + len(mark[1])))
        text, at = text + mark[1], mark.end()
    return Sentence(part, heading, text + marked[at:], tuple(said))


@dataclass(frozen=True)
class Tally:
    """Counts of one sentence for one class: right, said in all, to be said in all."""

    right: int
    given: int
    wanted: int


def tally(wanted: Sequence[Said], given: Sequence[Said]) -> Tally:
    """Assertions that meet, each counted once."""
    left, right = list(given), 0
    for said in wanted:
        hit = next((other for other in left if said.meets(other)), None)
        if hit is not None:
            left.remove(hit)
            right += 1
    return Tally(right, len(given), len(wanted))


def f1(tallies: Iterable[Tally]) -> float:
    """Harmonic mean of precision and recall over all counts; not a number where there is nothing to find or found."""
    counts = np.array([(t.right, t.given, t.wanted) for t in tallies], dtype=float).reshape(-1, 3).sum(axis=0)
    return float(2 * counts[0] / (counts[1] + counts[2])) if counts[1] + counts[2] else float("nan")


def of_class(said: Sequence[Said], finding: str | None, status: str | None) -> list[Said]:
    """The assertions of one finding and one status; None takes all."""
    return [s for s in said if finding in (None, s.finding) and status in (None, s.status)]
