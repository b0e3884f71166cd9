"""Word error rate after a stated normalisation.

Both texts are put into small letters; numbers in words become digits ("twenty five" 25, "two hundred" 200), units and
titles their long form ("mg" milligrams, "dr" doctor), some spellings the American one ("litre", "anaemia");
apostrophes are closed up ("don't" dont), hyphens and other marks become blanks. Fillers ("um", "uh") are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
ONES += "seventeen eighteen nineteen".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
SMALL = {word: number for number, word in enumerate(ONES)}
ROUND = {word: 10 * (number + 2) for number, word in enumerate(TENS)}
LONG = {
    "mg": "milligrams", "milligram": "milligrams", "mcg": "micrograms", "microgram": "micrograms", "ml": "milliliters",
    "kg": "kilograms", "kilogram": "kilograms", "kilos": "kilograms", "dr": "doctor", "mr": "mister", "mrs": "missus",
    "okay": "ok", "alright": "all right", "percent": "%", "litre": "liter", "litres": "liters", "oclock": "oclock",
    "anaemia": "anemia", "diarrhoea": "diarrhea", "colour": "color", "favour": "favor", "programme": "program",
    "millilitres": "milliliters", "centimetre": "centimeter", "centimetres": "centimeters",
}  # fmt: skip
FILLERS = {"um", "uh", "erm", "er", "hmm", "mm", "ah", "mhm"}


@dataclass(frozen=True)
class Errors:
    """Edits that lead from what was heard to what was said, and words that were said."""

    edits: int
    words: int

    def __add__(self, other: Errors) -> Errors:
        return Errors(self.edits + other.edits, self.words + other.words)

    @property
    def rate(self) -> float:
        """Edits a word."""
        return self.edits / max(self.words, 1)


def normal(text: str) -> list[str]:
    """The words that are compared."""
    text = (
        re.sub(r"(?<=\d),(?=\d{3})", "", text.lower().replace("\u2019", "'")).replace("'", "").replace("%", " percent ")
    )
    words = re.findall(r"\d+(?:\.\d+)?|[a-z]+", text)
    words = " ".join(LONG.get(word, word) for word in words if word not in FILLERS).split()
    return _numbers(words)


def _numbers(words: Sequence[str]) -> list[str]:
    out: list[str] = []
    held: int | None = None
    unit = False
    for word in words:
        small, tens = SMALL.get(word), ROUND.get(word)
        if word == "and" and held and held % 100 == 0:
            continue
        if word == "hundred" and held is not None:
            held, unit = held * 100, False
        elif tens is not None:
            if held is not None and held % 100:
                out.append(str(held))
                held = None
            held, unit = (held or 0) + tens, False
        elif small is not None:
            joins = held is not None and not unit and held % 10 == 0 and held > 0 and (small < 10 or held % 100 == 0)
            if held is not None and not joins:
                out.append(str(held))
                held = None
            held, unit = (held or 0) + small, True
        else:
            if held is not None:
                out.append(str(held))
                held = None
            unit = False
            out.append(word)
    return [*out, str(held)] if held is not None else out


def errors(said: str, heard: str) -> Errors:
    """Least edits (Levenshtein, 1966) between the words of two texts."""
    (one,) = by_part([said], heard)
    return one


def by_part(parts: Sequence[str], heard: str) -> list[Errors]:
    """Edits of a whole text, told by the part in which they lie; words that were added go to the part before them."""
    truth = [(word, number) for number, part in enumerate(parts) for word in normal(part)]
    guess = normal(heard)
    edits = [0] * len(parts)
    for at in _edited(_table([word for word, _ in truth], guess), [word for word, _ in truth], guess):
        edits[truth[min(max(at, 0), len(truth) - 1)][1] if truth else 0] += 1
    counts = [sum(1 for _, owner in truth if owner == number) for number in range(len(parts))]
    return [Errors(edit, count) for edit, count in zip(edits, counts, strict=True)]


def _table(truth: Sequence[str], guess: Sequence[str]) -> NDArray[np.int32]:
    """Least edits between the first words of both: ``(truth + 1, guess + 1)``."""
    table = np.zeros((len(truth) + 1, len(guess) + 1), np.int32)
    table[:, 0], table[0] = np.arange(len(truth) + 1), np.arange(len(guess) + 1)
    others = np.array(guess, dtype=object)
    for row, word in enumerate(truth, start=1):
        best = np.minimum(table[row - 1, 1:] + 1, table[row - 1, :-1] + (others != word)) if guess else others
        for at in range(1, len(guess) + 1):
            table[row, at] = min(best[at - 1], table[row, at - 1] + 1)
    return table


def _edited(table: NDArray[np.int32], truth: Sequence[str], guess: Sequence[str]) -> Iterator[int]:
    """For each edit of a shortest way the number of the true word at which it lies."""
    row, at = len(truth), len(guess)
    while row or at:
        here = table[row, at]
        if row and at and truth[row - 1] == guess[at - 1] and here == table[row - 1, at - 1]:
            row, at = row - 1, at - 1
        elif row and at and here == table[row - 1, at - 1] + 1:
            row, at = row - 1, at - 1
            yield row
        elif row and here == table[row - 1, at] + 1:
            row -= 1
            yield row
        else:
            at -= 1
            yield row - 1
