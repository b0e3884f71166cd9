"""Questions and their answers: "Any chest pain?" says nothing until somebody answers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domains.telemedicine.drafting.answers import answered
from domains.telemedicine.facts.fact import ABSENT, PRESENT, UNCERTAIN, Said

_FILLED = r"^\W*(?:(?:um|uh|well|oh|so|hmm|okay|yeah|i mean|no)\b\W*)*"
_DENIES = re.compile(
    _FILLED + r"(?:none of (?:them|those|that|these)|nothing like that|neither|i (?:don't|do not) (?:think|believe) so"
    r"|not (?:at all|really|that i|to my|so far|as far|any|one bit|anymore|lately)|hardly|never|i (?:haven't|have not)"
    r"|no\b|nothing)",
    re.I,
)
_AFFIRMS = re.compile(
    _FILLED + r"(?:a (?:little|bit|lot|few|couple)|sometimes|occasionally|often|some\b|all (?:of them|the time)|both"
    r"|unfortunately|i think so|every (?:day|night|now|time|once)|kind of|kinda|sort of|once|definitely|i do\b|i have\b"
    r"|it does|it is|they are|i am\b|i'm afraid|just (?:a little|a bit|mild)|mild|very much|only (?:a little"
    r"|when|if|once))",
    re.I,
)
_DOUBTS = re.compile(
    r"\b(?:not sure|maybe|perhaps|i don't know|i do not know|hard to say|can't remember|possibly)\b", re.I
)
_YES = re.compile(r"^\W*(?:(?:um|uh|well|oh)\b\W*)*(?:yes|yeah|yep|yup|uh-huh|mm-hmm|mhm|correct|right)\b", re.I)
_FIRST = re.compile(r"^\W*([\w'\u2019-]+(?:\W+(?:of|not|like|little|bit|that)\b(?:\W+\w+)?)?)")
NEAR = 2


def answer_to(number: int, said: Sequence[Said]) -> int | None:
    """Which utterance answers a question in utterance `number`: the next of another speaker, nobody else between."""
    for at in range(number + 1, min(number + 1 + NEAR, len(said))):
        if said[at].text.strip() and said[at].role != said[number].role:
            return at
    return None


def verdict(answer: str) -> str | None:
    """What an answer says of what was asked: ``present``, ``absent`` or ``uncertain``; None where it says neither."""
    if _DOUBTS.search(answer[:60]):
        return UNCERTAIN
    told = answered(answer)
    if told is not None:
        return PRESENT if told else ABSENT
    if _YES.match(answer):
        return PRESENT
    if _DENIES.match(answer):
        return ABSENT
    return PRESENT if _AFFIRMS.match(answer) else None


def first_words(answer: str) -> tuple[int, int]:
    """The characters that answer: the first word or two."""
    found = _FIRST.match(answer)
    return (found.start(1), found.end(1)) if found else (0, len(answer))
