"""The everyday concepts of the starter decks, and their words in each language: data files beside this one.

``words/concepts.csv`` names each concept with its drawing, topic and level; ``words/<language>.csv`` has its word,
``examples/<language>.csv`` sentences for some. The card of the domain says where every column comes from.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent
LANGUAGES: Mapping[str, str] = {
    "en": "English", "es": "Spanish", "fr": "French", "de": "German", "it": "Italian", "pt": "Portuguese",
    "nl": "Dutch", "pl": "Polish", "ru": "Russian", "tr": "Turkish", "id": "Indonesian", "ja": "Japanese",
    "zh": "Chinese", "ko": "Korean",
}  # fmt: skip
"""Languages with a word for every concept; Portuguese is that of Brazil, Chinese is Mandarin in simplified letters."""


class NoSuchLanguage(ValueError):
    """There are no words in a language; the sentence says which there are."""


@dataclass(frozen=True)
class Concept:
    """Something that has a word in every language.

    Attributes:
        id: Its English word, with hyphens.
        emoji: Code points of its drawing, as OpenMoji names its files.
        category: Its topic.
        level: Of its English word (CEFR).
    """

    id: str
    emoji: str
    category: str
    level: str


@dataclass(frozen=True)
class Word:
    """How a language calls a concept.

    Attributes:
        bare: Without its article.
        article: The definite one where a noun has one; empty for verbs, adjectives and languages without.
        gender: ``m``, ``f``, ``n``, ``c`` (common), with ``p`` for a plural; empty likewise.
        accepted: Other words for it, by region too.
        reading: What is read aloud where that is not the word as it is written: the kana of Japanese, and respellings
            where the voice would go wrong.
        zipf: How frequent it is: log10 of uses in a thousand million words; None where it is not known.
        edited: Whether somebody wrote it here, in place of CLDR's name.
    """

    bare: str
    article: str = ""
    gender: str = ""
    accepted: tuple[str, ...] = ()
    reading: str = ""
    zipf: float | None = None
    edited: bool = False

    @property
    def whole(self) -> str:
        """With its article, as it is learned."""
        return self.article + self.bare if self.article.endswith("'") else f"{self.article} {self.bare}".strip()

    @property
    def spoken(self) -> str:
        """What is read aloud: without the article, as dictionaries give the sound."""
        return self.reading or self.bare


@lru_cache(1)
def concepts() -> Mapping[str, Concept]:
    """All concepts by id."""
    rows = _rows(FOLDER / "words" / "concepts.csv")
    found = (Concept(row["concept"], row["emoji"], row["category"], row["level"]) for row in rows)
    return {each.id: each for each in found}


@lru_cache(32)
def words(language: str) -> Mapping[str, Word]:
    """The word for every concept, by the concept's id.

    Raises:
        NoSuchLanguage: there are none in that language.
    """
    return {row["concept"]: _word(row) for row in _rows(FOLDER / "words" / f"{known_language(language)}.csv")}


@lru_cache(32)
def examples(language: str) -> Mapping[str, str]:
    """Sentences by concept; the word stands in double braces, in the form that the sentence needs."""
    path = FOLDER / "examples" / f"{known_language(language)}.csv"
    return {row["concept"]: row["sentence"] for row in _rows(path)} if path.is_file() else {}


def known_language(language: str) -> str:
    """The language itself, where there are words in it.

    Raises:
        NoSuchLanguage: there are none.
    """
    if language not in LANGUAGES:
        raise NoSuchLanguage(f"There are no words in '{language[:20]}': choose from {', '.join(LANGUAGES)}.")
    return language


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _word(row: Mapping[str, str]) -> Word:
    return Word(
        bare=row["word"],
        article=row["article"],
        gender=row["gender"],
        accepted=tuple(filter(None, row["accepted"].split("|"))),
        reading=row["reading"],
        zipf=float(row["zipf"]) if row["zipf"] else None,
        edited=row["source"] == "edited",
    )
