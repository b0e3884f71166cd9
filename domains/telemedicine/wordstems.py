"""Words, their stems, and which of them carry content: what support and overlap are counted in."""

from __future__ import annotations

import re
from collections.abc import Iterable

WORD = re.compile(r"[a-z0-9]+(?:\.[0-9]+)?(?:'[a-z]+)?")
_PLAIN = re.compile(r"[a-z0-9]+")
FUNCTION = frozenset(
    """a about above after again against all also am an and any are as at be because been before being below between
    both but by can cannot could did do does doing down during each few for from further had has have having
    he her here hers
    herself him himself his how i if in into is it its itself just let me more most my myself no nor not of off on once
    only or other our ours out over own per same she should so some such than that the their theirs them themselves then
    there these they this those through to too under until up very was we were what when where which while who whom why
    will with would yes you your yours yourself s t d ll m re ve don isn didn doesn hasn haven wasn won couldn
    wouldn""".split()
)
SAME = {
    **{word: str(value) for value, word in enumerate("zero one two three four five six seven eight nine ten".split())},
    **{word: str(value) for value, word in enumerate("eleven twelve thirteen fourteen fifteen".split(), start=11)},
    **{"milligrams": "mg", "milligram": "mg", "pounds": "lb", "lbs": "lb", "percent": "%", "degrees": "degree"},
}
_ENDINGS = ("ings", "ing", "edly", "ed", "ies", "es", "s", "ly", "e")


def words(text: str) -> list[str]:
    """Small-letter words and numbers; "don't" is one word."""
    return WORD.findall(text.lower().replace("\u2019", "'"))


def tokens(text: str) -> list[str]:
    """Runs of letters and digits, as ROUGE counts them."""
    return _PLAIN.findall(text.lower())


def stem(word: str) -> str:
    """A word without its inflection: "coughing", "coughs" and "coughed" are one; number words are their numbers.

    Lighter than Porter's (Program 1980): it never makes "general" and "generous" one, so it excuses less.
    """
    word = SAME.get(word, word.split("'")[0])
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)] + ("y" if ending == "ies" else "")
            break
    doubled = len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz"
    return (word[:-1] if doubled else word).rstrip("e") or word


def content_words(text: str) -> list[str]:
    """Words that say something of the patient, in order and as often as they stand there."""
    return [word for word in words(text) if word.split("'")[0] not in FUNCTION and (len(word) > 1 or word.isdigit())]


def stems(texts: Iterable[str]) -> frozenset[str]:
    """Stems of all words of some texts."""
    return frozenset(stem(word) for text in texts for word in words(text))
