"""How many years of school a text asks of its reader (Kincaid et al., Research Branch Report 8-75, 1975)."""

from __future__ import annotations

import re
from collections.abc import Sequence

_VOWELS = re.compile(r"[aeiouy]+")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+", re.I)


def grade(sentences: Sequence[str]) -> float | None:
    """Flesch-Kincaid grade; None where there is no word.

    Args:
        sentences: One each; syllables are counted by runs of vowels, so the grade is an estimate.
    """
    said = [found for text in sentences if (found := _WORD.findall(text))]
    count = sum(map(len, said))
    if not count:
        return None
    syllables = sum(_syllables(word) for one in said for word in one)
    return round(0.39 * count / len(said) + 11.8 * syllables / count - 15.59, 1)


def _syllables(word: str) -> int:
    low = word.lower()
    runs = len(_VOWELS.findall(low))
    silent = low.endswith("e") and not low.endswith(("le", "ee")) and runs > 1
    return max(1, runs - silent)
