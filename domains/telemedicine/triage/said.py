"""What of a consultation the text expert reads: the patient's words, and the question where they say yes or no."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from domains.telemedicine.features import Array, Sparse
from domains.telemedicine.roles.labels import DOCTOR, PATIENT

SIZE = 1 << 14
LEAKING = frozenset(
    "urgent urgently emergency er ed hospital hospitals hospitalised hospitalized admitted admission ambulance swab "
    "covid coronavirus isolate isolating quarantine appointment clinic hey dragon".split()
)
"""Words that tell of the place or of the plan, and not of the patient."""
PLAIN = frozenset(
    "a an the this that these those it its it's i i'm i've i'd i'll me my mine you your yours he him his she her "
    "they them their we us our is am are was were be been being do does did doing have has had having can could "
    "will would shall should may might must of in on at by for from with to into out up down over under about as "
    "and or but so if then than when while because there here what which who whom how why where also too very "
    "really quite just only even still again one two three four five six seven eight nine ten get got go going "
    "went come came make made take took taking taken know think say said tell like kind sort thing things "
    "something anything bit little lot much many more most some any all both each every other another same such "
    "own yes yeah no not nope okay ok um umm uh uhm oh ah hmm mm well right sure good great fine alright thank "
    "thanks please sorry hello hi bye doctor mister miss name".split()
)
"""Words that say nothing of a patient by themselves."""
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_START = r"^\W*(?:(?:um+|uh+|uhm|oh|well|so|and|okay|ok)\b\W*)*"
_YES = re.compile(
    _START + r"(yes|yeah|yep|yup|i do|i have|sure|definitely|a little|sometimes|it is|i am|i did)\b", re.I
)
_NO = re.compile(_START + r"(no|nope|nah|not|never|i don't|i haven't|none)\b", re.I)
_SENTENCE = re.compile(r"(?<=[.?!])\s+")


@dataclass(frozen=True)
class Heard:
    """One word that the expert hears.

    Attributes:
        bucket: Where it counts.
        utterance: Its number.
        start: First character in that utterance.
        end: The character after the last one.
    """

    bucket: int
    utterance: int
    start: int
    end: int


def heard(said: Sequence[tuple[str, str]]) -> list[Heard]:
    """Every word that counts, of ``(role, text)`` in order.

    A question that is answered by yes or no lends its words to the answer: "fever" of "Do you have a fever?" "No." is
    another word than "fever" of a patient who names it.
    """
    found: list[Heard] = []
    asked: tuple[int, str] | None = None
    for number, (role, text) in enumerate(said):
        if role == DOCTOR:
            asked = (number, text)
        elif role == PATIENT:
            found += _words(number, text, "")
            if asked is not None and (yes_or_no := answer(text)):
                found += _question(*asked, yes_or_no)
            asked = None
    return found


def row(words: Sequence[Heard], rarity: Array) -> tuple[Sparse, dict[int, float]]:
    """Damped, weighed counts at length one, and what one occurrence of a bucket's word is worth.

    Returns:
        The row, and bucket to its value divided by its count, so that the words of a bucket share it evenly.
    """
    counts = Counter(word.bucket for word in words)
    columns = np.array(sorted(counts), np.int64)
    times = np.array([counts[column] for column in columns], np.float64)
    values = (1.0 + np.log(times)) * rarity[columns]
    values = values / (float(np.linalg.norm(values)) or 1.0)
    shared = dict(zip(columns.tolist(), (values / times).tolist(), strict=True))
    return Sparse(columns, values), shared


def _words(number: int, text: str, mark: str) -> Iterator[Heard]:
    for match in _WORD.finditer(text.lower()):
        if match.group() not in LEAKING and match.group() not in PLAIN:
            bucket = crc32((mark + match.group()).encode()) % SIZE
            yield Heard(bucket, number, match.start(), match.end())


def answer(text: str) -> str:
    """The mark of an answer that begins with yes or with no; empty for any other."""
    return "yes:" if _YES.match(text) else "no:" if _NO.match(text) else ""


def _question(number: int, text: str, mark: str) -> Iterator[Heard]:
    """The words of the last sentence that was asked."""
    last = _SENTENCE.split(text.strip())[-1]
    if "?" in last:
        shift = text.rindex(last)
        for word in _words(number, last, mark):
            yield Heard(word.bucket, number, word.start + shift, word.end + shift)
