"""Pictures that can be suggested for a word, with what they are called: the concepts, and OpenMoji's other drawings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from typing import Any

from domains.vocabulary.content import pictures
from domains.vocabulary.content.concepts import LANGUAGES, concepts, words

QUALIFIED = 2
JOINER, KEYCAP = "\u200d", "\u20e3"
LEFT_OUT = ("flag", "middle finger", "button", "arrow", "o\u2019clock", "-thirty", "square", "circle", "square key")


@dataclass(frozen=True)
class Item:
    """A drawing.

    Attributes:
        id: The concept, or the drawing's code where it is none.
        code: Of the drawing.
        own: Its words by language, as the starter decks have them; empty where it is no concept.
        cldr: Its name by language, as CLDR has it.
    """

    id: str
    code: str
    own: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    cldr: Mapping[str, str] = field(default_factory=dict)

    def name(self, language: str) -> str:
        """What it is called, in English where there is no name in that language."""
        own = self.own.get(language) or self.own.get("en")
        return own[0] if own else self.cldr.get(language) or self.cldr.get("en", self.id)

    def english(self, own: bool = True) -> list[str]:
        """All that it is called in English; without our own words where they are not to count."""
        named = [self.cldr["en"]] if "en" in self.cldr else []
        return list(dict.fromkeys([*(self.own.get("en", ()) if own else ()), *named])) or [self.id.replace("-", " ")]


@lru_cache(1)
def catalogue() -> Mapping[str, Item]:
    """Every drawing that may be suggested, by its id: concepts first.

    Raises:
        PicturesError: the drawings are not installed.
    """
    names = _names()
    own = {each.emoji: each.id for each in concepts().values()}
    ours = [Item(each, code, _own(each), names.get(code, {})) for code, each in own.items()]
    return {each.id: each for each in (*ours, *_others(names, set(own)))}


def _own(concept: str) -> dict[str, tuple[str, ...]]:
    found = {language: words(language)[concept] for language in LANGUAGES}
    return {language: (word.bare, *word.accepted) for language, word in found.items()}


def _others(names: Mapping[str, Mapping[str, str]], own: set[str]) -> Iterator[Item]:
    for code, called in names.items():
        if code not in own and not any(part in called["en"] for part in LEFT_OUT):
            yield Item(code, code, {}, called)


def _names() -> dict[str, dict[str, str]]:
    """CLDR's names by code and language, as the package emoji has them; without it there are none."""
    folder = pictures.folder()
    try:
        emoji: Any = import_module("emoji")
    except ImportError:
        return {}
    emoji.config.load_language()
    found = {}
    for sign, data in emoji.EMOJI_DATA.items():
        code = "-".join(f"{ord(each):04X}" for each in sign)
        bare = code.removesuffix("-FE0F")
        code = code if (folder / f"{code}.svg").is_file() else bare
        if data["status"] <= QUALIFIED and _is_plain(sign) and (folder / f"{code}.svg").is_file():
            found[code] = {each: data[each].strip(":").replace("_", " ") for each in LANGUAGES if each in data}
    return found


def _is_plain(sign: str) -> bool:
    """Whether it is no skin tone, flag or keycap; people with a trade are joined signs, and are kept."""
    toned = any(0x1F3FB <= ord(each) <= 0x1F3FF for each in sign)
    gendered = JOINER in sign and any(each in sign for each in "♀♂👩👨")
    flagged = any(0x1F1E6 <= ord(each) <= 0x1F1FF or ord(each) >= 0xE0000 for each in sign)
    return not (toned or gendered or flagged) and KEYCAP not in sign
