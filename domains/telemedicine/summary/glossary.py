"""Medical words in plain ones; the table is ours."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_ARTICLE = re.compile(r"\b(an?) (?=([a-z]))", re.I)


@dataclass(frozen=True)
class Entry:
    """A medical word.

    Attributes:
        plain: What it is in everyday words.
        named: Whether the patient should see the word as well, since papers will have it.
    """

    plain: str
    named: bool


@cache
def entries() -> dict[str, Entry]:
    """All entries, by the medical word in small letters."""
    text = (files(__package__) / "glossary.csv").read_text(encoding="utf-8")
    return {row["term"]: Entry(row["plain"], row["named"] == "1") for row in csv.DictReader(text.splitlines())}


def _article(found: re.Match[str]) -> str:
    """The article that the letter after it asks for; "one" and "use" are said with a consonant."""
    return f"{found[1][0]}{'n' if found[2].lower() in 'aeio' else ''} "


@cache
def _terms() -> re.Pattern[str]:
    longest = sorted(entries(), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest))})(?![\w-])", re.I)


def plainly(text: str, told: set[str]) -> tuple[str, list[str]]:
    """A sentence in plain words, and the plain words that came in.

    Args:
        text: The sentence.
        told: Medical words that were explained before; those of this sentence are added.
    """
    used: list[str] = []

    def put(found: re.Match[str]) -> str:
        term = found[0].lower()
        entry = entries()[term]
        if entry.plain.lower() in text.lower():
            return found[0]
        used.append(entry.plain)
        first = entry.named and term not in told
        told.add(term)
        return f"{entry.plain} ({found[0]})" if first else entry.plain

    plain = _ARTICLE.sub(_article, _terms().sub(put, text)) if _terms().search(text) else text
    return f"{plain[:1].upper()}{plain[1:]}", used
