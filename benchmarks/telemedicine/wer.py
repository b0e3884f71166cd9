"""Word error rate after a stated normalisation.

Both texts are put into small letters; numbers in words become digits ("twenty five" 25, "two hundred" 200), units and
titles their long form ("mg" milligrams, "dr" doctor), some spellings the American one ("litre", "anaemia");
apostrophes are closed up ("don't" dont), hyphens and other marks become blanks. Fillers ("um", "uh") are left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

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
    truth, guess = normal(said), normal(heard)
    row = np.arange(len(guess) + 1)
    for number, word in enumerate(truth, start=1):
        before, row = row, np.empty_like(row)
        row[0] = number
        for at, other in enumerate(guess, start=1):
            row[at] = min(before[at] + 1, row[at - 1] + 1, before[at - 1] + (word != other))
    return Errors(int(row[-1]), len(truth))
