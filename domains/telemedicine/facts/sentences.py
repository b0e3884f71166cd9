"""Sentences of what was said, and which of them ask."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SENTENCE = re.compile(r"[^.?!]*(?:\.(?=\d)[^.?!]*)*(?:[.?!]+|$)")
_ASKS = re.compile(
    r"^(?:\W*(?:and|so|okay|ok|now|um|uh|well|alright|all right|then|but)\b)*\W*(?:(?:do|does|did|are|is|was"
    r"|were|have|has"
    r"|had|can|could|would|will)\s+(?:you|your|there|it|he|she|they|the|his|her|any)\b|any\b|what|how|when|where|which"
    r"|who|why)",
    re.I,
)
_SUPPOSES = re.compile(
    r"^(?:\W*(?:and|so|okay|ok|now|um|uh|well|then|but)\b)*\W*(?:how (?!about)|when\b|where\b|why\b|which\b"
    r"|what (?!about|if)"
    r"|tell me)",
    re.I,
)
_ANY = re.compile(r"\bany\b|\bor\b", re.I)
_LEAD = re.compile(
    r"^(\W*(?:(?:um|uh|well|oh|so|okay)\b\W*)*(?:no|nope|nah|not at all|yes|yeah|yep|yup|right"
    r"|correct))(?=\s*[,.!;\u2013-]|\s+(?:i|i've|i'm|it|it's|my|just|unfortunately|he|she)\b)",
    re.I,
)
_SPLIT_NOT = re.compile(r"\b(ca|wo|do|does|did|is|are|was|were|has|have|had|could|would|should) n(['\u2019])t\b", re.I)
_HOLLOW = re.compile(
    r"\b(?:may|can|could|might|would|will|sometimes) (?:also )?(?:cause|give you|lead to|make you|trigger|happen|get"
    r"|develop|be a sign)\b|\bside effects?\b|\bwatch (?:out )?for\b|\blook out for\b|\bin case\b|\bshould you\b"
    r"|\bif\b|\bunless\b|\bto (?:prevent|rule out|avoid|screen for|check for)\b|\brisk of\b|\bcaused by\b"
    r"|\bworried about"
    r"\b|\bafraid (?:of|that)\b|\bcould (?:it|this|that) be\b|\bcall (?:me|us)\b|\bstart(?:s)? to (?:have|develop)\b",
    re.I,
)


@dataclass(frozen=True)
class Sentence:
    """Characters ``[start, end)`` of an utterance.

    Attributes:
        start: The first character.
        end: The character after the last one.
        text: The characters.
        asks: Whether it asks whether something is so; "How long have you had the cough?" takes the cough for granted.
    """

    start: int
    end: int
    text: str
    asks: bool


def sentences(text: str, role: str) -> list[Sentence]:
    """The sentences of an utterance; a doctor's that begins like a question is one, whatever sign it ends with."""
    found = [(one.start(), one.end(), one[0]) for one in _SENTENCE.finditer(text) if one[0].strip()]
    return [Sentence(start, end, said, _asks(said, role)) for start, end, said in found]


def _asks(said: str, role: str) -> bool:
    if supposes(said):
        return False
    return said.rstrip().endswith("?") or (role == "doctor" and bool(_ASKS.search(said)) and len(said.split()) < 25)


def supposes(said: str) -> bool:
    """Whether a question takes for granted what it names: "How long have you had the cough?"."""
    return bool(_SUPPOSES.search(said)) and not _ANY.search(said)


def plain(text: str) -> str:
    """The text as the reader of assertions takes it, character for character.

    A leading "No," answers the question before and denies nothing of what follows; "do n't" is one word.
    """
    bare = _LEAD.sub(lambda found: " " * len(found[1]), text)
    return _SPLIT_NOT.sub(lambda found: f"{found[1]}n{found[2]}t ", bare)


def hollow(ahead: str) -> bool:
    """Whether the words before a mention only suppose it: "if you get", "may cause"."""
    return bool(_HOLLOW.search(ahead))
