# ruff: noqa: RUF001 - phonetic symbols are the matter of this file
"""How speech sounds are made, in numbers, so that two of them can be nearer or further apart.

Places and manners of consonants, and the weights of their features, are those of Kondrak, A New Algorithm for the
Alignment of Phonetic Sequences, NAACL 2000 (ALINE). Vowels stand where the chart of the International Phonetic
Association (2015) has them, from close (1) to open (0) and front (0) to back (1); how much their features weigh is set
here so that opposite corners have nothing in common. Which symbol stands for which sound is the same chart.
"""

import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

PLACES = {
    "bilabial": 1.0,
    "labiodental": 0.95,
    "dental": 0.9,
    "alveolar": 0.85,
    "retroflex": 0.8,
    "palato-alveolar": 0.75,
    "palatal": 0.7,
    "velar": 0.6,
    "uvular": 0.5,
    "pharyngeal": 0.3,
    "glottal": 0.1,
}
MANNERS = {"stop": 1.0, "affricate": 0.9, "fricative": 0.8, "tap": 0.7, "approximant": 0.6}
WEIGHTS = {"place": 40, "manner": 50, "voice": 10, "nasal": 10, "lateral": 10, "trill": 10, "secondary": 5}
VOWEL_WEIGHTS = {"height": 20, "back": 20, "round": 10, "nasal": 10, "rhotic": 10, "long": 4}
TIE, LOOSE = "\u0361", frozenset({"ts", "dz", "pf"})
FAR, FAR_VOWEL, ACROSS = 40.0, 30.0, 1.0


@dataclass(frozen=True)
class Sound:
    """One speech sound; a vowel has height and backness, a consonant place and manner. All from 0 to 1."""

    vowel: bool = False
    place: float = 0.0
    manner: float = 0.0
    voice: float = 1.0
    nasal: float = 0.0
    lateral: float = 0.0
    trill: float = 0.0
    secondary: float = 0.0
    height: float = 0.0
    back: float = 0.0
    round: float = 0.0
    rhotic: float = 0.0
    long: float = 0.0


# Voiceless and voiced symbol of each place, "." where there is none or no use for one.
_STOPS = "bilabial:pb alveolar:td retroflex:ʈɖ palatal:cɟ velar:kɡ uvular:qɢ glottal:ʔ."
_FRICATIVES = (
    "bilabial:ɸβ labiodental:fv dental:θð alveolar:sz palato-alveolar:ʃʒ retroflex:ʂʐ palatal:çʝ velar:xɣ uvular:χʁ "
    "pharyngeal:ħʕ glottal:hɦ"
)
_NASALS = "bilabial:.m labiodental:.ɱ alveolar:.n retroflex:.ɳ palatal:.ɲ velar:.ŋ uvular:.ɴ"
_APPROXIMANTS = "labiodental:.ʋ alveolar:.ɹ retroflex:.ɻ palatal:.j velar:.ɰ bilabial:ʍw"
_LATERALS = "alveolar:.l retroflex:.ɭ palatal:.ʎ velar:.ʟ"
_TRILLS = "bilabial:.ʙ alveolar:.r uvular:.ʀ"
_TAPS = "alveolar:.ɾ retroflex:.ɽ"
_AFFRICATES = {"ts": "alveolar", "dz": "alveolar", "tʃ": "palato-alveolar", "dʒ": "palato-alveolar"}
_MORE_AFFRICATES = {"tɕ": "palatal", "dʑ": "palatal", "tʂ": "retroflex", "dʐ": "retroflex", "pf": "labiodental"}
# Height, backness and symbols, unrounded then rounded.
_VOWELS = (
    "1 0 iy;1 .5 ɨʉ;1 1 ɯu;.85 .2 ɪʏ;.85 .8 .ʊ;.7 0 eø;.7 .5 ɘɵ;.7 1 ɤo;.5 .5 ə.;.35 0 ɛœ;.35 .5 ɜɞ;.35 1 ʌɔ;"
    ".15 0 æ.;.15 .5 ɐ.;0 .3 a.;0 1 ɑɒ;0 .1 .ɶ"
)
_SAME = {"g": "ɡ", "ɚ": "ə˞", "ɝ": "ɜ˞", "ɫ": "lˠ", "ɕ": "ʃʲ", "ʑ": "ʒʲ", "ʦ": "t͡s", "ʣ": "d͡z", "ʧ": "tʃ", "ʤ": "dʒ"}
_MARKS = {"ː": ("long", 1.0), "ˑ": ("long", 0.5), "\u0303": ("nasal", 1.0), "˞": ("rhotic", 1.0)}
_SECONDARY = "ʰʲʷˠˤʼ\u032a\u0325\u032c\u0329\u032f"


def difference(one: Sound, two: Sound) -> float:
    """From 0 (the same) to 1 (nothing in common); a vowel and a consonant have nothing in common."""
    if one.vowel is not two.vowel:
        return ACROSS
    weights, far = (VOWEL_WEIGHTS, FAR_VOWEL) if one.vowel else (WEIGHTS, FAR)
    gap = sum(weight * abs(getattr(one, name) - getattr(two, name)) for name, weight in weights.items())
    return min(float(gap) / far, 1.0)


@lru_cache(maxsize=4096)
def sounds(ipa: str) -> tuple[Sound, ...]:
    """The sounds of a transcription; stress, tone, pauses and what is no symbol of sound are left out.

    ``ts`` is two sounds unless it is tied, since plurals end so; ``tʃ`` is one either way.
    """
    found: list[Sound] = []
    letters = _prepared(ipa)
    at = 0
    while at < len(letters):
        letter, tied = letters[at], letters[at + 1 : at + 2] == TIE
        pair = letter + letters[at + 1 + tied : at + 2 + tied]
        if pair in TABLE and (tied or pair not in LOOSE):
            found.append(TABLE[pair])
            at += 1 + tied
        elif letter in TABLE:
            found.append(TABLE[letter])
        elif found:
            found[-1] = _marked(found[-1], letter)
        at += 1
    return tuple(found)


def _prepared(ipa: str) -> str:
    spread = unicodedata.normalize("NFD", ipa.lower()).replace("\u035c", TIE)
    spread = spread.replace("c\u0327", "ç")
    return "".join(_SAME.get(each, each) for each in spread)


def _marked(sound: Sound, mark: str) -> Sound:
    if mark in _MARKS:
        name, value = _MARKS[mark]
        return replace(sound, **{name: value})  # type: ignore[arg-type]
    return replace(sound, secondary=1.0) if mark in _SECONDARY else sound


def _table() -> dict[str, Sound]:
    table = _rows(_STOPS, "stop") | _rows(_FRICATIVES, "fricative") | _rows(_NASALS, "stop", nasal=1.0)
    table |= _rows(_APPROXIMANTS, "approximant") | _rows(_LATERALS, "approximant", lateral=1.0)
    table |= _rows(_TRILLS, "tap", trill=1.0) | _rows(_TAPS, "tap") | _vowels()
    for pair, place in (_AFFRICATES | _MORE_AFFRICATES).items():
        voice = float(pair[0] == "d")
        table[pair] = Sound(place=PLACES[place], manner=MANNERS["affricate"], voice=voice)
    return table


def _rows(rows: str, manner: str, **more: float) -> dict[str, Sound]:
    found: dict[str, Sound] = {}
    for row in rows.split():
        place, symbols = row.split(":")
        for voice, symbol in enumerate(symbols):
            found[symbol] = Sound(place=PLACES[place], manner=MANNERS[manner], voice=float(voice), **more)  # type: ignore[arg-type]
    found.pop(".", None)
    return found


def _vowels() -> dict[str, Sound]:
    found: dict[str, Sound] = {}
    for row in _VOWELS.split(";"):
        height, back, symbols = row.split()
        for rounded, symbol in enumerate(symbols):
            found[symbol] = Sound(True, height=float(height), back=float(back), round=float(rounded))
    found.pop(".", None)
    return found


TABLE = _table()
