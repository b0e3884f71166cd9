"""Symptoms and conditions, and what is said of each: by whoever speaks of them, or in answer to whoever asked.

Assertions are read by the suite's own reader (ConText, Harkema et al. 2009), sentence by sentence. The questions of a
dialogue are what notes do not have: what is asked for is no finding, and its assertion lies in the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from core.encoders.assertions import AssertionReader
from domains.telemedicine.facts.asking import answer_to, first_words, verdict
from domains.telemedicine.facts.fact import ABSENT, FAMILY, FINDING, HISTORICAL, PRESENT, UNCERTAIN, Fact, Said
from domains.telemedicine.facts.sentences import Sentence, hollow, plain, sentences, supposes
from domains.telemedicine.lexicon.findings import findings as known
from domains.telemedicine.lexicon.findings import vocabulary

_KIN = re.compile(
    r"\b(?:son|daughter|mother|father|mom|mum|dad|husband|wife|brother|sister|child|baby|grandmother|grandfather)\b",
    re.I,
)
_GIVEN = re.compile(
    r"\W*(?:(?:and|so|okay|now|um|uh|well|but)\W+)*(?:does|do|did|is|are|was|were|has|have|can|could|would) "
    r"(?:the|that|this|these|those|your|his|her) (?:\w+ )?",
    re.I,
)
"""What stands before a finding that a question takes for granted: "Does the chest pain go anywhere?"."""
_ASKING = re.compile(
    r"\b(?:any|have you|do you|did you|are you|have they|has (?:he|she)|does (?:he|she)|how about|what about"
    r"|ever had)\b"
    r"(?:\W+(?!that|and (?:we|i|you)\b)\w+){0,12}\W*$",
    re.I,
)
"""What stands before a finding that a doctor asks for, where a recogniser has left out the question mark."""
_AGREES = re.compile(r"\W*(?:correct|right|exactly|that's (?:right|correct)|none)\b", re.I)
"""What agrees with a question that denies: "No nausea?" - "Correct."."""
_ONLY = re.compile(r"\b(?:just|only|but)\b", re.I)


@dataclass(frozen=True)
class Mention:
    """A finding in a sentence, and whether it is asked for."""

    fact: Fact
    asked: bool


@cache
def _reader() -> AssertionReader:
    return AssertionReader(vocabulary())


def mentions(number: int, said: Said) -> list[Mention]:
    """Every finding that an utterance names."""
    return [one for sentence in sentences(said.text, said.role) for one in _in_sentence(number, said, sentence)]


def _in_sentence(number: int, said: Said, sentence: Sentence) -> Iterator[Mention]:
    text = plain(sentence.text).replace("?", "?" if sentence.asks else ".")
    if said.role == "other":
        text = _KIN.sub(lambda found: "x" * len(found[0]), text)
    for one in _reader().read(text):
        start, end = sentence.start + one.start, sentence.start + one.end
        supposed = hollow(text[: one.start]) and one.status != ABSENT
        kind = known()[one.concept]
        values = {"type": kind.kind, "code": kind.code} | ({"hypothetical": True} if supposed else {})
        status = UNCERTAIN if supposed else str(one.status.value)
        fact = Fact(FINDING, one.concept, number, start, end, said.text[start:end], status, values, (number,))
        asked = sentence.asks or (
            said.role == "doctor" and not supposes(text) and bool(_ASKING.search(text[: one.start]))
        )
        yield Mention(fact, asked and not _GIVEN.fullmatch(text[: one.start]))


def findings(said: Sequence[Said]) -> list[Fact]:
    """What the whole consultation says of each finding, the first time for each thing that is said of it."""
    named = [mentions(number, one) for number, one in enumerate(said)]
    told: list[Fact] = []
    for number in range(len(said)):
        stated = [one.fact for one in named[number] if not one.asked]
        asked = [one.fact for one in named[number] if one.asked]
        told += stated
        told += _answered(asked, number, said, named)
    return _once(sorted(told, key=lambda fact: (fact.utterance, fact.start)))


def _answered(
    asked: Sequence[Fact], number: int, said: Sequence[Said], named: Sequence[Sequence[Mention]]
) -> list[Fact]:
    """What the answer makes of the findings that were asked for."""
    at = answer_to(number, said)
    settled = [one for one in asked if one.assertion in (FAMILY, HISTORICAL)]
    if at is None or not asked:
        return []
    spoken = {one.fact.name for one in named[at]}
    status = verdict(said[at].text)
    left = [one for one in asked if one.name not in spoken]
    if status is None:
        return []
    if status == PRESENT and (len(left) < len(asked) or len({one.name for one in left}) > 1):
        narrowed = bool(spoken & {one.name for one in asked}) and bool(_ONLY.search(said[at].text))
        status = ABSENT if narrowed else UNCERTAIN
    return [_told(one, number, at, said, status, one in settled) for one in left]


def _told(asked: Fact, number: int, at: int, said: Sequence[Said], status: str, settled: bool) -> Fact:
    start, end = first_words(said[at].text)
    question = {"utterance": number, "start": asked.start, "end": asked.end, "text": asked.text}
    kept = asked.assertion if settled and status == PRESENT else status
    if asked.assertion == ABSENT and status in (PRESENT, UNCERTAIN) and _AGREES.match(said[at].text):
        kept = ABSENT
    return replace(
        asked, utterance=at, start=start, end=end, text=said[at].text[start:end], assertion=kept,
        values={**{key: value for key, value in asked.values.items() if key != "hypothetical"}, "asked": question},
        sources=(at, number),
    )  # fmt: skip


def _once(told: Sequence[Fact]) -> list[Fact]:
    """The first of each name and assertion; the others lend it their sources."""
    kept: dict[tuple[str, str, bool], Fact] = {}
    for fact in told:
        key = (fact.name, fact.assertion, bool(fact.values.get("hypothetical")))
        held = kept.get(key)
        if held is None:
            kept[key] = fact
        else:
            kept[key] = replace(held, sources=tuple(dict.fromkeys((*held.sources, *fact.sources))))
    return list(kept.values())
