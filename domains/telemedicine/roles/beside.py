"""Who speaks for somebody else: a mother, a daughter, a carer say "he" and "his" where a patient says "I" and "my"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domains.telemedicine.transcripts import Utterance

_THIRD = re.compile(r"\b(?:he|she|him|his|her|hers)\b|\bmy (?:son|daughter|child|baby|boy|girl|father|mother)\b", re.I)
_FIRST = re.compile(r"\b(?:i|i'm|i've|i'd|i'll|me|my|mine|myself)\b", re.I)
SPEAKS_FOR, LEAST = 0.5, 3


def beside(said: Sequence[Utterance], people: Sequence[str]) -> set[str]:
    """Those of the people who speak about a third person more than of themselves, where somebody else of them does not.

    Args:
        said: All utterances.
        people: Who may be the patient.
    """
    shares = {label: share(" ".join(one.text for one in said if one.speaker == label)) for label in people}
    found = {label for label, value in shares.items() if value > SPEAKS_FOR}
    return found if len(found) < len(people) else set()


def share(text: str) -> float:
    """How much of what is said of persons is said of a third one, 0 to 1; 0 where it is hardly ever."""
    third, first = len(_THIRD.findall(text)), len(_FIRST.findall(text))
    return third / (third + first) if third >= LEAST else 0.0
