"""Words that people say anyway: how often in consultations, and how they sound."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from domains.telemedicine.lexicon.spelling import spoken


@dataclass(frozen=True)
class Common:
    """A word of the table: in how many training dialogues it is said, and its sounds, the usual ones first."""

    heard: int
    sounds: tuple[str, ...]


@cache
def table() -> Mapping[str, Common]:
    """All words, read once for a process."""
    text = (files(__package__) / "words.csv").read_text(encoding="utf-8")
    return {word: Common(int(heard), tuple(sounds.split("|"))) for word, heard, sounds in _rows(text)}


def _rows(text: str) -> list[list[str]]:
    return list(csv.reader(text.splitlines()))[1:]


def sounding(word: str) -> str:
    """How a word in small letters sounds: as the table has it, or by the rules of spelling."""
    held = table().get(word) or table().get(word.removesuffix("'s"))
    return held.sounds[0] if held and held.sounds[0] else spoken(word)


def heard(word: str) -> int:
    """In how many training dialogues a word is said."""
    held = table().get(word)
    return held.heard if held else 0


def is_known(word: str) -> bool:
    """Whether it is a word at all, as far as the table knows."""
    return word in table() or word.removesuffix("'s") in table()
