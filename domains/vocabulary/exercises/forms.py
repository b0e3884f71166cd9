"""Written forms of a word that count as the same: an answer is not wrong for its case, its article or its keyboard."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from domains.vocabulary.exercises.letters import ARTICLES, DIGRAPHS, EXPANDED, FOLDED, HIRAGANA, TYPEWRITER

CACHED = 2**15
_VOWEL_MARKS = re.compile("[\u064b-\u065f\u0670\u0640\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7]")
_ACCENTS = re.compile("[\u0300-\u036f]")
_SPLIT = re.compile("\\s*[/;\uff1b\u3001\u060c]\\s*|\\s+[|]\\s+")
_OPTIONAL = re.compile("\\s*[(\uff08][^()\uff08\uff09]*[)\uff09]\\s*")
_HANGUL = re.compile("[\uac00-\ud7a3]")


@lru_cache(256)
def base(language: str) -> str:
    """The language without its region: ``pt`` of ``pt-BR``."""
    return re.split(r"[-_]", language.lower(), maxsplit=1)[0]


@lru_cache(CACHED)
def shown(text: str, language: str = "") -> str:
    """Composed (NFKC), one case, white space joined, no punctuation around it.

    Vowel marks of Arabic and Hebrew and the Arabic tatweel are left out, as people who type do; invisible marks of
    direction go too.
    """
    typed = text.translate(TYPEWRITER)
    cased = _lower(typed if typed.isascii() else _visible(typed), base(language))
    return _bare(" ".join(cased.split())) or cased.strip()


@lru_cache(CACHED)
def plain(text: str, language: str = "") -> str:
    """The form that is compared: as shown, with umlauts written as digraphs (either way of typing them is right)."""
    form = shown(text, language).translate(EXPANDED)
    return form.translate(DIGRAPHS.get(base(language), {}))


@lru_cache(CACHED)
def folded(text: str, language: str = "") -> str:
    """Without accents; Arabic hamza and final forms, and the two kana, fall together likewise."""
    form = shown(text, language).translate(EXPANDED).translate(FOLDED).translate(HIRAGANA)
    return unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", form)))


def parted(text: str, language: str = "") -> tuple[str, str]:
    """Article in one case, empty where there is none, and the rest as it was written."""
    written = text.strip()
    form = shown(written, language)
    for article in _articles(base(language)):
        if form.startswith(article + " ") and " " in written:
            return article, written.split(maxsplit=1)[1]
        glued = article.endswith("'") or article == "ال"
        if glued and form.startswith(article) and len(form) >= len(article) + 2:
            return article, written[len(article) :].strip()
    return "", written


@lru_cache(CACHED)
def keys(text: str, language: str) -> frozenset[str]:
    """What two answers must have one of in common to agree: the plain form, and it without its article."""
    return frozenset({plain(text, language), plain(parted(text, language)[1], language)})


def alternatives(texts: Sequence[str]) -> tuple[str, ...]:
    """Every way to answer: ``car / auto`` is two, and ``(bus) stop`` may leave out what stands in brackets."""
    pieces = [part for text in texts for part in (text, *_SPLIT.split(text)) if part.strip()]
    shorter = [" ".join(_OPTIONAL.sub(" ", piece).split()) for piece in pieces]
    unwrapped = [re.sub("[()\uff08\uff09]", "", piece) for piece in pieces]
    return tuple(dict.fromkeys(one for one in (*pieces, *shorter, *unwrapped) if one))


def cores(texts: Sequence[str], language: str) -> frozenset[str]:
    """Every alternative in its plain form, without its article."""
    return _cores(tuple(texts), language)


@lru_cache(CACHED)
def _cores(texts: tuple[str, ...], language: str) -> frozenset[str]:
    return frozenset(plain(parted(text, language)[1], language) for text in alternatives(texts))


def units(text: str) -> list[str]:
    """What a slip of the finger changes: a character with its marks; of Korean syllables, the letters in them."""
    if _HANGUL.search(text):
        return list(unicodedata.normalize("NFD", text))
    return graphemes(text)


def graphemes(text: str) -> list[str]:
    """What a reader sees as single characters."""
    seen: list[str] = []
    for each in unicodedata.normalize("NFC", text):
        joins = each == "\u200d" or unicodedata.category(each) in ("Mn", "Mc", "Me")
        if seen and (joins or seen[-1].endswith("\u200d")):
            seen[-1] += each
        else:
            seen.append(each)
    return seen


@lru_cache(64)
def _articles(language: str) -> tuple[str, ...]:
    return tuple(ARTICLES.get(language, "").casefold().split())


def _visible(text: str) -> str:
    composed = unicodedata.normalize("NFKC", text)
    return _VOWEL_MARKS.sub("", "".join(each for each in composed if unicodedata.category(each) != "Cf"))


def _lower(text: str, language: str) -> str:
    if language in ("tr", "az"):
        text = text.replace("İ", "i").replace("I", "\u0131")
    return unicodedata.normalize("NFC", text.casefold())


def _bare(text: str) -> str:
    """Without punctuation at either end; an apostrophe stays, since it may be a letter."""
    start, end = 0, len(text)
    while start < end and _outer(text[start]):
        start += 1
    while end > start and _outer(text[end - 1]):
        end -= 1
    return text[start:end]


def _outer(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "PZS" and letter != "'"
