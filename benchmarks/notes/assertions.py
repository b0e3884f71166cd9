"""How well the status of a mention is read, beside a NegEx-like baseline: `python -m benchmarks.notes.assertions`.

The sentences were invented and labelled by the author of the reader (tests/core/encoders/assertions_cases.toml): they
show that the rules do what their author meant, on constructions that he thought of. The held-out part was written
before the reader and never looked at while it was corrected; it is still his. Intervals resample sentences.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import numpy as np

from benchmarks.notes import cases, negex
from benchmarks.notes.cases import MISSED, Case, Said
from core.encoders.assertions import AssertionReader, Status
from core.encoders.vocabulary import Vocabulary
from core.evaluation.bootstrap import interval

VOCABULARY = Path(__file__).parents[2] / "domains" / "chest" / "vocabulary.toml"


class Reader:
    """The reader as the scoring wants it."""

    def __init__(self) -> None:
        self._reader = AssertionReader(Vocabulary.load(VOCABULARY.read_bytes()))

    def status(self, note: str, start: int, end: int) -> str:
        """The status of the assertion that overlaps ``[start, end)``."""
        over = (a.status.value for a in self._reader.read(note) if a.start < end and start < a.end)
        return next(over, MISSED)

    def false_mentions(self, case: Case) -> int:
        """How many of the words that are no finding were taken for one."""
        return sum(a.text.lower() in case.silent for a in self._reader.read(case.note))


def main() -> None:
    """Print a table for each part."""
    reader = Reader()
    for part in ("held out", "development"):
        chosen = [case for case in cases.load() if case.part == part]
        ours = [cases.score([case], reader.status) for case in chosen]
        plain = [cases.score([case], negex.status) for case in chosen]
        print(f"\n{part}: {len(chosen)} sentences, {sum(map(len, ours))} mentions, written by the author of the reader")
        print(f"words that look like a finding and are none: {sum(map(reader.false_mentions, chosen))} taken for one")
        table(ours, plain)


def table(ours: Sequence[list[Said]], plain: Sequence[list[Said]]) -> None:
    """Precision and recall of each status, reader beside baseline."""
    print(
        "\n| status | mentions | precision | recall | baseline precision | baseline recall |\n|---|---|---|---|---|---|"
    )
    flat, flat_plain = list(chain.from_iterable(ours)), list(chain.from_iterable(plain))
    for status in Status:
        figures = [f(said, status.value) for said in (flat, flat_plain) for f in (cases.precision, cases.recall)]
        print(f"| {status.value} | {figures[1][1]} | " + " | ".join(ratio(*f) for f in figures) + " |")
    print(f"| all (accuracy) | {len(flat)} | {accuracy(ours)} | | {accuracy(plain)} | |")


def ratio(right: int, count: int) -> str:
    """A share with its counts."""
    return f"{right / count:.3f} ({right}/{count})" if count else "none"


def accuracy(said: Sequence[list[Said]]) -> str:
    """Share of mentions with the right status, with a 95 % interval over sentences."""
    right = np.array([sum(e == g for e, g in one) for one in said])
    count = np.array([len(one) for one in said])
    return str(interval(lambda rows: float(right[rows].sum() / count[rows].sum()), np.arange(len(said))))


if __name__ == "__main__":
    main()
