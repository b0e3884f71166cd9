"""Which language a note is in, so far as it must be known to refuse what the reader cannot read.

Writing systems other than the Latin one are told by their characters, the others by their function words and what a
clinical note holds; where these leave it open and next to nothing is English, by a trained classifier (py3langid, after
M. Lui and T. Baldwin, "langid.py", ACL 2012; BSD licence). Shorthand ("SOB, fever x3d. r/o PNA"), lists of drugs and
single words say nothing for any language: a note is foreign only where foreign words clearly outnumber English ones.
"""

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from core.intake.refusal import Refused

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_READ = 20_000
_SHARE = 0.3
_MANY = 5
_LEAST = 2.0
_CLEAR = 1.5
_LEAD = 0.5
_SURE = 0.8


@dataclass(frozen=True)
class Verdict:
    """What speaks for a language other than English.

    Attributes:
        language: Its English name, or None when it is not known which it is.
        foreign: How many words (or, in another script, what share of the letters) speak for it.
        english: How many words speak for English.
    """

    language: str | None
    foreign: float
    english: int


def _bare(word: str) -> str:
    """The word without its accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


@dataclass(frozen=True)
class _Words:
    english: frozenset[str]
    languages: Mapping[str, Mapping[str, float]]
    names: Mapping[str, str]
    scripts: Mapping[str, str]
    letters: Mapping[str, Mapping[str, str]]


def _weight(word: str, full: float) -> float:
    """Two plain letters are also an abbreviation in some note."""
    return 0.5 if len(word) == 2 and word.isascii() else full


@cache
def _words() -> _Words:
    """The word lists: a word shared by several languages speaks for each of them, but for none alone."""
    data = tomllib.loads((files(__package__) / "language_words.toml").read_text(encoding="utf-8"))
    english, neutral = frozenset(data["english"].split()), frozenset(data["neutral"].split())
    table: dict[str, dict[str, float]] = {}
    for language, entry in data["languages"].items():
        own = {w for w in entry["strong"].split() if w not in neutral | english and (len(w) > 1 or not w.isascii())}
        plain = {b for w in own if len(b := _bare(w)) > 1} - own - english - neutral
        table[language] = {w: _weight(w, 0.75) for w in plain} | {w: _weight(w, 1.0) for w in own}
    return _Words(english, table, data["names"], data["scripts"], data["letters"])


def _script(text: str) -> str | None:
    """The language of the commonest script that is not Latin, if a fair share of the letters is written in it."""
    letters = [c for c in text if c.isalpha()]
    counts = Counter(_words().scripts.get(unicodedata.name(c, "").partition(" ")[0]) for c in letters if ord(c) > 0x36F)
    del counts[None]
    if not counts or counts.total() < _SHARE * len(letters) or counts.total() < 2:
        return None
    if counts["Japanese"]:
        return "Japanese"
    language = counts.most_common(1)[0][0]
    return _variant(str(language), text)


def _variant(language: str, text: str) -> str:
    """The language that uses letters which the script's commonest language lacks."""
    for name, letters in _words().letters.get(language, {}).items():
        if any(letter in text for letter in letters):
            return name
    if language == "Russian" and text.count("ъ") > 1 and not any(c in text for c in "ыэё"):
        return "Bulgarian"
    return language


def _score(words: Iterable[str]) -> tuple[str, float, float]:
    """The language for which most words speak, its sum, and the sum of the next language."""
    counts = Counter(words)
    sums = {
        language: sum(n * table.get(word, 0.0) for word, n in counts.items())
        for language, table in _words().languages.items()
    }
    ranked = sorted(sums.items(), key=lambda item: -item[1])
    return ranked[0][0], ranked[0][1], ranked[1][1]


def _marked(words: Iterable[str]) -> int:
    """How many different words in lower case hold a letter that English does not write."""
    written = {word.replace("\u2019", "'") for word in words if len(word) > 1 and word.islower()}
    return sum(_bare(word) != word for word in written)


@cache
def _identifier() -> LanguageIdentifier:
    """The trained classifier: 1.5 s to load, so only a note that the word lists leave open pays for it."""
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _classified(text: str) -> str | None:
    """The language that the trained classifier is sure of, if it is one that may be named."""
    code, probability = _identifier().classify(text)
    return _words().names.get(code) if probability >= _SURE else None


def _latin(text: str) -> Verdict | None:
    """The verdict on a text in Latin letters."""
    written = _WORD.findall(text)
    words = [word.casefold() for word in written]
    english = sum(word in _words().english for word in words)
    language, foreign, next_best = _score(words)
    if _outweighs(foreign, english, len(words)) or _marked(written) >= max(3, 2 * english - foreign + 1):
        lead = foreign - next_best
        named = language if lead >= _CLEAR else _classified(text)
        return Verdict(named or (language if lead >= _LEAD else None), foreign, english)
    if sum(len(word) > 2 for word in words) < _MANY or english > 0.1 * len(words):
        return None
    named = _classified(text)
    return Verdict(named, foreign, english) if named else None


def _outweighs(foreign: float, english: int, words: int) -> bool:
    """Whether foreign words speak clearly enough; in two to five words one is enough where none is English."""
    few = 1 < words < _MANY + 1 and not english and foreign > words / 3
    return foreign >= (1.0 if few else _LEAST) and foreign > english and foreign >= 0.15 * words


def judge(note: str) -> Verdict | None:
    """The language of a note if it is clearly not English, else None; reads the first 20,000 characters."""
    text = unicodedata.normalize("NFC", note[:_READ])
    language = _script(text)
    return Verdict(language, 1.0, 0) if language else _latin(text)


def refuse_foreign(note: str) -> None:
    """Let English pass.

    Raises:
        Refused: with code ``"language"``; the sentence names the language where it is known.
    """
    verdict = judge(note)
    if verdict is None:
        return
    written = f"is written in {verdict.language}" if verdict.language else "is not written in English"
    raise Refused("language", f"The note {written} and was not read: give it in English.")
