"""Sounds of English, one letter each, and what it costs to hear one for another.

The 39 phones are those of the CMU Pronouncing Dictionary (ARPAbet without stress). Costs rest on articulation: place,
manner and voice of consonants, height, backness and rounding of vowels (P. Ladefoged, A Course in Phonetics, 1975).
Words that differ in few features are what listeners and recognisers confuse (G. A. Miller and P. E. Nicely, J. Acoust.
Soc. Am. 27 (1955) 338-352).
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

Costs = NDArray[np.float32]
VOWELS = {
    "IY": ("i", 0.0, 0.0, 0), "IH": ("I", 0.25, 0.15, 0), "EY": ("e", 0.35, 0.0, 0), "EH": ("E", 0.55, 0.1, 0),
    "AE": ("&", 0.8, 0.1, 0), "AA": ("a", 1.0, 0.8, 0), "AO": ("c", 0.75, 0.95, 1), "OW": ("o", 0.4, 0.9, 1),
    "UH": ("U", 0.25, 0.85, 1), "UW": ("u", 0.0, 0.9, 1), "AH": ("A", 0.6, 0.55, 0), "ER": ("R", 0.5, 0.5, 0),
    "AY": ("Y", 0.7, 0.4, 0), "AW": ("W", 0.75, 0.7, 1), "OY": ("O", 0.5, 0.7, 1),
}  # fmt: skip
"""Phone to its letter, height (0 close), backness (0 front) and rounding; diphthongs in the middle of their way."""
CONSONANTS = {
    "P": ("p", 0, "stop", 0), "B": ("b", 0, "stop", 1), "T": ("t", 3, "stop", 0), "D": ("d", 3, "stop", 1),
    "K": ("k", 6, "stop", 0), "G": ("g", 6, "stop", 1), "F": ("f", 1, "fricative", 0), "V": ("v", 1, "fricative", 1),
    "TH": ("T", 2, "fricative", 0), "DH": ("D", 2, "fricative", 1), "S": ("s", 3, "fricative", 0),
    "Z": ("z", 3, "fricative", 1), "SH": ("S", 4, "fricative", 0), "ZH": ("Z", 4, "fricative", 1),
    "CH": ("C", 4, "affricate", 0), "JH": ("j", 4, "affricate", 1), "HH": ("h", 7, "fricative", 0),
    "M": ("m", 0, "nasal", 1), "N": ("n", 3, "nasal", 1), "NG": ("N", 6, "nasal", 1), "L": ("l", 3, "liquid", 1),
    "R": ("r", 4, "liquid", 1), "W": ("w", 0, "glide", 1), "Y": ("y", 5, "glide", 1),
}  # fmt: skip
"""Phone to its letter, place (0 lips to 7 glottis), manner and voice."""
LETTER = {phone: held[0] for phone, held in {**VOWELS, **CONSONANTS}.items()}
ALPHABET = "".join(LETTER.values())
_NUMBER = {letter: at for at, letter in enumerate(ALPHABET)}
_COARSE = str.maketrans({
    **{held[0]: "a" for held in VOWELS.values()}, **dict.fromkeys("pb", "p"), **dict.fromkeys("tdTD", "t"),
    **dict.fromkeys("kg", "k"), **dict.fromkeys("fv", "f"), **dict.fromkeys("szSZCj", "s"), **dict.fromkeys("mnN", "n"),
    **dict.fromkeys("lrw", "l"), **dict.fromkeys("yh", ""),
})  # fmt: skip
_KIND = {"stop": 0.0, "affricate": 0.25, "fricative": 0.5, "nasal": 1.0, "liquid": 1.2, "glide": 1.3}
WEAK = frozenset("hyw")
ACROSS = 1.3


def coded(phones: str) -> str:
    """ARPAbet phones with spaces, stress marks or not, as letters: "M EH1 T" is "mEt"."""
    return "".join(LETTER[phone.rstrip("012")] for phone in phones.split())


def coarse(sounds: str) -> str:
    """Sounds by class alone, runs of one class once: for a first look that must not miss."""
    plain = sounds.translate(_COARSE)
    return "".join(letter for at, letter in enumerate(plain) if not at or letter != plain[at - 1])


def numbers(sounds: str) -> NDArray[np.int8]:
    """The sounds as rows of the cost table."""
    return np.array([_NUMBER[letter] for letter in sounds], np.int8)


@cache
def exchange() -> Costs:
    """(39, 39): what it costs to hear one sound for another, 0 to 1.3."""
    held = [*VOWELS.values(), *CONSONANTS.values()]
    return np.array([[_cost(one, two) for two in held] for one in held], np.float32)


@cache
def loss() -> Costs:
    """(39,): what it costs to miss a sound, or to hear one that was not said."""
    vowels = [0.35 if name in ("AH", "IH", "ER") else 0.6 for name in VOWELS]
    return np.array([*vowels, *(_missed(*held) for held in CONSONANTS.values())], np.float32)


def _missed(letter: str, place: int, manner: str, voice: int) -> float:
    return 0.45 if letter in WEAK else 0.65 if manner in ("nasal", "liquid") or letter in "td" else 0.85


def _cost(one: tuple[str, float, object, int], two: tuple[str, float, object, int]) -> float:
    if one[0] == two[0]:
        return 0.0
    spoken = [isinstance(held[2], str) for held in (one, two)]
    if all(spoken):
        return _between_consonants(one, two)
    return ACROSS if any(spoken) else _between_vowels(one, two)


def _between_consonants(one: tuple[str, float, object, int], two: tuple[str, float, object, int]) -> float:
    far = abs(one[1] - two[1]) / 7
    manner = abs(_KIND[str(one[2])] - _KIND[str(two[2])])
    return float(min(1.1, 0.12 + 0.2 * (one[3] != two[3]) + 0.7 * far**0.5 + 0.5 * manner))


def _between_vowels(one: tuple[str, float, object, int], two: tuple[str, float, object, int]) -> float:
    if "A" in (one[0], two[0]):
        return 0.2
    far = abs(one[1] - two[1]) + abs(float(str(one[2])) - float(str(two[2])))
    return min(0.6, 0.1 + 0.35 * far + 0.05 * (one[3] != two[3]))
