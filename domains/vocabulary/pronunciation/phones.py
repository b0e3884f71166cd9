# ruff: noqa: RUF001 - phonetic symbols are the matter of this file
"""Phones of the acoustic model (ARPAbet) and the symbols in which they are shown (IPA), both ways."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

IPA = {
    **{"AA": "ɑ", "AE": "æ", "AH": "ʌ", "AO": "ɔ", "AW": "aʊ", "AY": "aɪ", "EH": "ɛ", "ER": "ɝ", "EY": "eɪ"},
    **{"IH": "ɪ", "IY": "i", "OW": "oʊ", "OY": "ɔɪ", "UH": "ʊ", "UW": "u", "B": "b", "CH": "tʃ", "D": "d"},
    **{"DH": "ð", "F": "f", "G": "ɡ", "HH": "h", "JH": "dʒ", "K": "k", "L": "l", "M": "m", "N": "n", "NG": "ŋ"},
    **{"P": "p", "R": "ɹ", "S": "s", "SH": "ʃ", "T": "t", "TH": "θ", "V": "v", "W": "w", "Y": "j", "Z": "z"},
    "ZH": "ʒ",
}
_MORE = {
    **{"ɝ": ("ER",), "ɚ": ("ER",), "ɜɹ": ("ER",), "ɜ": ("ER",), "əɹ": ("ER",), "ə": ("AH",), "ɐ": ("AH",)},
    **{"əʊ": ("OW",), "o": ("OW",), "e": ("EH",), "ɒ": ("AA",), "a": ("AA",), "r": ("R",), "g": ("G",)},
    **{"ɾ": ("T",), "ʔ": ("T",), "ɫ": ("L",), "ɪə": ("IH", "R"), "eə": ("EH", "R"), "ʊə": ("UH", "R")},
    **{"əl": ("AH", "L"), "ən": ("AH", "N"), "ju": ("Y", "UW"), "ᵻ": ("IH",), "ɨ": ("IH",), "iə": ("IY", "AH")},
    **{"aɪə": ("AY", "AH"), "aɪɚ": ("AY", "ER"), "x": ("K",), "ʍ": ("W",), "l": ("L",), "y": ("UW",)},
}
_SYMBOLS: dict[str, tuple[str, ...]] = {shown: (name,) for name, shown in IPA.items()} | _MORE
MOST = 12
_LONGEST = max(map(len, _SYMBOLS))
_DROPPED = re.compile("[ˈˌːˑ.‿ \u0361\u035c\u0329\u0303\u02de/\\[\\]()-]")


@lru_cache(maxsize=4096)
def looked_up(word: str) -> tuple[tuple[str, ...], ...]:
    """Pronunciations of an English word in the CMU dictionary that comes with pocketsphinx, the usual one first."""
    text, found = _dictionary(), list[tuple[str, ...]]()
    for number in range(1, MOST + 1):
        start = text.find(f"\n{word} " if number == 1 else f"\n{word}({number}) ")
        if start < 0:
            break
        found.append(tuple(text[start + 1 : text.index("\n", start + 1)].split()[1:]))
    return tuple(found)


@lru_cache(maxsize=1)
def _dictionary() -> str:
    import pocketsphinx

    path = pocketsphinx.get_model_path("en-us/cmudict-en-us.dict")
    return "\n" + Path(path).read_text(encoding="utf-8") + "\n"


@lru_cache(maxsize=1)
def dictionary() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Pronunciations of English words: the CMU dictionary that comes with pocketsphinx."""
    import pocketsphinx

    found: dict[str, list[tuple[str, ...]]] = {}
    with open(pocketsphinx.get_model_path("en-us/cmudict-en-us.dict"), encoding="utf-8") as file:
        for line in file:
            word, *phones = line.split()
            found.setdefault(re.sub(r"\(\d+\)$", "", word), []).append(tuple(phones))
    return {word: tuple(several) for word, several in found.items()}


def from_ipa(ipa: str) -> tuple[str, ...] | None:
    """Phones of a transcription, longest symbols first; None where it has a sound that English has not."""
    letters = _DROPPED.sub("", unicodedata.normalize("NFC", ipa.split(",")[0]).lower())
    found: list[str] = []
    while letters:
        size = next((size for size in range(_LONGEST, 0, -1) if letters[:size] in _SYMBOLS), 0)
        if not size:
            return None
        found += _SYMBOLS[letters[:size]]
        letters = letters[size:]
    return tuple(found) or None


def spoken(word: str, ipa: str = "") -> list[tuple[str, ...]]:
    """Every way in which a word or a short phrase may be said: by the dictionary, and by its own transcription."""
    parts = re.findall(r"[a-z']+", unicodedata.normalize("NFKC", word).lower().replace("\u2019", "'"))
    ways: list[tuple[str, ...]] = [()]
    for part in parts:
        ways = [(*way, *more) for way in ways for more in looked_up(part)][:MOST]
    own = from_ipa(ipa)
    found = [way for way in (*ways, own) if way]
    return list(dict.fromkeys(found))
