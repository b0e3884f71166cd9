"""What the pictures show: one concept for each emoji that is a single character, with its names in many languages.

Near-duplicates would let a model look up what it should recognise. So skin tones, genders and families (sequences of
characters), flags (which differ in colour alone), and all clock faces but one are left out; and concepts whose English
names end in the same word (three kinds of bus) are held out together, and only if no other name has that word (the dog
is trained on for the sake of the dog's face) and they are few (faces, buttons and hearts are always trained on).

Names are CLDR's short names (Unicode licence), as the package ``emoji`` carries them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from typing import Any

LANGUAGES = ("en", "de", "es", "fr", "it", "pt", "ru", "tr", "ar", "ja", "ko", "zh")
"""Those that both the names and the multilingual sentence encoder know."""

SPOKEN: Mapping[str, str] = {
    "en": "en-us",
    "de": "de",
    "es": "es",
    "fr": "fr",
    "it": "it",
    "pt": "pt-br",
    "ru": "ru",
    "tr": "tr",
}
"""Languages that are spoken for training, and eSpeak's names of them."""

HELD_OUT, MOST_ALIKE = 0.28, 6
_MODIFIERS = range(0x1F3FB, 0x1F400)
_CLOCKS = range(0x1F550, 0x1F568)
_LETTERS = range(0x1F1E6, 0x1F200)


@dataclass(frozen=True)
class Concept:
    """What a picture shows.

    Attributes:
        code: Code point, four to five lower-case hexadecimal digits (``"1f436"``).
        names: Language to short name, in lower case.
        held_out: No picture, name or spoken name of it is ever trained on.
    """

    code: str
    names: Mapping[str, str]
    held_out: bool


def concepts() -> list[Concept]:
    """Every concept, in the order of its code point.

    Raises:
        ModuleNotFoundError: the package ``emoji`` is not installed.
    """
    emoji: Any = import_module("emoji")
    emoji.config.load_language(list(LANGUAGES))
    table: Mapping[str, Mapping[str, Any]] = emoji.EMOJI_DATA
    kept = {char: facts for char, facts in table.items() if _single(char) and set(LANGUAGES) <= set(facts)}
    words = {char: plain(str(facts["en"])).split() for char, facts in kept.items()}
    alone = _alone(list(words.values()))
    return [_concept(char, kept[char], words[char][-1] in alone and _drawn(words[char][-1])) for char in sorted(kept)]


def _alone(names: Sequence[Sequence[str]]) -> frozenset[str]:
    """Words that end a few names and stand nowhere else."""
    last = Counter(words[-1] for words in names)
    anywhere = Counter(word for words in names for word in set(words))
    return frozenset(word for word, count in last.items() if count == anywhere[word] and count <= MOST_ALIKE)


def _single(char: str) -> bool:
    """Whether it is one character, and neither part of a sequence nor a near-duplicate."""
    if len(char) != 1 or ord(char) < 0x2300:
        return False
    clock = ord(char) in _CLOCKS and ord(char) != _CLOCKS.start + 2
    return not clock and ord(char) not in _MODIFIERS and ord(char) not in _LETTERS


def _concept(char: str, facts: Mapping[str, Any], held_out: bool) -> Concept:
    return Concept(f"{ord(char):x}", {language: plain(str(facts[language])) for language in LANGUAGES}, held_out)


def plain(name: str) -> str:
    """A short name without its colons and underscores, in lower case."""
    return name.strip(":").replace("_", " ").replace("-", " ").lower().strip()


def _drawn(word: str) -> bool:
    """Whether the concepts whose names end in the word are held out: by a hash, the same on every machine."""
    share = int.from_bytes(sha256(word.encode()).digest()[:4], "big") / 2**32
    return share < HELD_OUT


def held_out_names(among: Sequence[Concept]) -> frozenset[str]:
    """Every name of every held-out concept, in any language."""
    return frozenset(name for one in among if one.held_out for name in one.names.values())
