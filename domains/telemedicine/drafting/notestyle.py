"""The clipped way of notes: units short, numbers in digits, plans as "we will"."""

from __future__ import annotations

import re

_STYLE = tuple(
    (re.compile(pattern, re.I), written)
    for pattern, written in (
        (r"\bmilligrams?\b", "mg"),
        (r"\b(\w+) out of (\w+)\b", r"\1/\2"),
        (r"\b(?:i'd like to|i would like to|i want to|i'm going to|i am going to|we're going to|we are going to|we can"
         r"|i'm gonna|let's|i'll|we'll|i will|what i'd like to do is"
         r"|what i want to do is|i wanna)\b(?: also)?", "we will"),
        (r"\bwe will (?:have|get) (?=(?:him|her|the patient) )", "we will have "),
        (r"\b(?:i'm|i am)\b", "I am"),
        (r"\bi (?:do |can |also )?appreciate\b", "there is"),
        (r"\bthere's\b", "there is"),
        (r"\b(it|that|there|he|she)'s (?=been\b)", r"\1 has "),
        (r"\b(it|that|he|she)'s\b", r"\1 is"),
        (r"\bi\b", "I"),
        (r"\bdon't\b", "do not"),
        (r"\bdoesn't\b", "does not"),
        (r"\bdidn't\b", "did not"),
        (r"\bcan't\b", "cannot"),
        (r"\bisn't\b", "is not"),
        (r"\bwasn't\b", "was not"),
        (r"\bhasn't\b", "has not"),
        (r"\bhaven't\b", "have not"),
        (r"\bwon't\b", "will not"),
        (r"\bcouldn't\b", "could not"),
        (r"\bwouldn't\b", "would not"),
        (r"\b(?:twice|two times) a day\b", "twice a day"),
    )
)  # fmt: skip
_DIGITS = "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split()
_COUNTED = re.compile(
    rf"\b(?:{'|'.join(_DIGITS)})\b(?=/|\s*(?:(?:days?|weeks?|months?|years?|hours?|mg|times|minutes?|pounds)\b))"
    rf"|(?<=\d/)(?:{'|'.join(_DIGITS)})\b",
    re.I,
)


def noted(text: str) -> str:
    """A clause in the third person as a sentence of a note, with its capital and its full stop."""
    for pattern, written in _STYLE:
        text = pattern.sub(written, text)
    text = _COUNTED.sub(lambda found: str(_DIGITS.index(found[0].lower()) + 2), text)
    text = text.strip(" ,;:-.?!")
    return f"{text[:1].upper()}{text[1:]}." if text else ""
