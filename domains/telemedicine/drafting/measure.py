"""How good a draft is: overlap with the clinician's note, and the share of it that nobody said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache

from core.encoders.assertions import AssertionReader, Status
from domains.telemedicine.lexicon.drugs import named
from domains.telemedicine.lexicon.findings import vocabulary
from domains.telemedicine.wordstems import SAME, content_words, stem, stems, tokens

_SPAN = re.compile(r"\b(\d+)\s*(?:-\s*)?(day|week|month|year|hour)s?\b|\b(\d+)/(7|52|12)\b")
_PARTS = {"7": "day", "52": "week", "12": "month"}
Item = tuple[str, str]


def unsupported(draft: str, dialogue: Iterable[str]) -> float:
    """Share of content words in the draft whose stem occurs nowhere in the dialogue, 0 to 1.

    Function words are not counted; every other word is, each time it stands there, the words of reporting ("patient",
    "denies") included. A number word and its digits are the same, and so are "milligrams" and "mg". The measure finds
    invented words, not invented claims: a negation that was lost changes nothing here.

    Args:
        draft: The sentences of the draft.
        dialogue: The texts of the utterances.

    Returns:
        0 for a draft without content words.
    """
    said = stems(dialogue)
    written = content_words(draft)
    return sum(stem(word) not in said for word in written) / len(written) if written else 0.0


def rouge1(draft: str, reference: str) -> float:
    """ROUGE-1 F1 (Lin, ACL Workshop 2004), 0 to 1: words in small letters, not stemmed, as for ACI-Bench."""
    ours, theirs = Counter(tokens(draft)), Counter(tokens(reference))
    shared = sum((ours & theirs).values())
    return 2 * shared / (ours.total() + theirs.total()) if shared else 0.0


def facts_found(draft: str, note: str) -> tuple[int, int]:
    """How many of a note's content stems stand in the draft, and how many the note has.

    A stem counts once. British shorthand ("3/7 hx") is not spelled out, so the share is a lower bound.
    """
    wanted = {stem(word) for word in content_words(note)}
    return len(wanted & stems([draft])), len(wanted)


def stated(text: str) -> frozenset[Item]:
    """What a text states, so that it can be looked for in another: findings, drugs and spans of time.

    A finding counts with whether it is denied ("finding", "absent cough"); a span as number and unit, the British
    shorthand "3/7" being three days. What the vocabulary does not hold (plans, places) is not counted.
    """
    found = {
        ("finding", f"{'absent' if one.status is Status.ABSENT else 'said'} {one.concept}")
        for one in _reader().read(text)
    }
    drugs = {("drug", one.drug.drug) for one in named(text) if not one.drug.ordinary}
    digits = " ".join(SAME.get(word, word) for word in re.findall(r"[\w/]+", text.lower()))
    spans = {("span", f"{one[1] or one[3]} {one[2] or _PARTS[one[4]]}") for one in _SPAN.finditer(digits)}
    return frozenset(found | drugs | spans)


@cache
def _reader() -> AssertionReader:
    return AssertionReader(vocabulary())
