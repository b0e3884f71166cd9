"""Drugs with dose, route and frequency, and whether they are taken, stopped, prescribed now, or never were.

A drug that somebody is allergic to is an allergy and no drug; one that is asked for gets its state from the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from domains.telemedicine.facts.asking import answer_to, first_words, verdict
from domains.telemedicine.facts.dosing import dosed
from domains.telemedicine.facts.fact import ABSENT, DRUG, HISTORICAL, PRESENT, UNCERTAIN, Fact, Said
from domains.telemedicine.facts.sentences import Sentence, hollow, plain, sentences
from domains.telemedicine.lexicon.drugs import Named, named

TAKING, STOPPED, PRESCRIBED, NEVER, MENTIONED = "taking", "stopped", "prescribed", "never", "mentioned"
ASSERTION = {TAKING: PRESENT, STOPPED: HISTORICAL, PRESCRIBED: PRESENT, NEVER: ABSENT, MENTIONED: UNCERTAIN}
_STOPPED = re.compile(
    r"\b(?:stop(?:ped)?|came off|come off|taken off|took (?:me|him|her) off|off (?:of )?(?:the|my|your)"
    r"|no longer (?:take|takes"
    r"|taking|on)|used to (?:take|be on)|quit|ran out of|discontinue[ds]?|was on|were on|years ago"
    r"|switched from|not taking"
    r"|hold (?:the|your)|do not take any more|don't take any more)\b",
    re.I,
)
_STOPPED_AFTER = re.compile(
    r"^[^.?!]{0,40}?\b(?:but i stopped|so i stopped|i stopped|was stopped|stopped it|made me|years ago"
    r"|(?:don't|do not) (?:take|use) (?:it|them|that) any ?more)\b",
    re.I,
)
_NEVER = re.compile(
    r"\b(?:never (?:taken|took|had|tried|been on|used)|(?:don't|do not|doesn't|does not|did not|didn't|not"
    r"|haven't|hasn't)"
    r" (?:\w+ ){0,2}?(?:take|taken|taking|use|used|given|give|had|need|on)|no|without|avoid|cannot (?:take|have)"
    r"|can't (?:take|have))(?: \w+){0,3}\s*$",
    re.I,
)
_PRESCRIBED = re.compile(
    r"\b(?:prescrib\w+|(?:start|put|try|give|get|order|add|send|switch|recommend|suggest|increase|decrease|write|have)"
    r"(?:ing)?\b[^.?!]{0,40}$|(?:i'll|we'll|i will|we will|let's|let us|i'm gonna|i'm going to|i'd like"
    r"|i would like|we're"
    r" going to|i want you to|i would add|please (?:take|chew|use|start)|you (?:may|can|could|should) (?:take"
    r"|try|use)|i"
    r" would|go ahead and|gon na|he may need|she may need)\b)",
    re.I,
)
_KEPT = re.compile(
    r"\b(?:continue|keep|stay on|go on with|still (?:on|taking)|refill|are on|been taking|currently)\b", re.I
)
_OWN = re.compile(
    r"\b(?:i (?:take|took|use|used|am on|have been|tried)|i'm (?:on|taking)|i've (?:been|tried|had)|taking"
    r"|takes|take|been on"
    r"|he takes|she takes|started me on|put me on|gave me|gives me|prescribed me|on)\b",
    re.I,
)
_DECIDES = re.compile(r"\b(?:start|switch|put|prescribe|add|take|taking|stop|stopped|continue|try|use)\b", re.I)
"""A verb after the drug before: what is said of that one does not reach on."""
_ALLERGIC = re.compile(r"\ballerg", re.I)


def medicines(said: Sequence[Said], allergic: Sequence[Fact] = ()) -> list[Fact]:
    """Every drug that is named, once for each utterance that says something of it.

    Args:
        said: The utterances with their roles.
        allergic: Allergies that were found: their words are no drugs.
    """
    shut = {fact.name for fact in allergic}
    told = [fact for number in range(len(said)) for fact in _of(number, said, shut)]
    places = {(fact.utterance, fact.start) for fact in allergic if "asked" not in fact.values}
    told = [fact for fact in told if "asked" in fact.values or (fact.utterance, fact.start) not in places]
    harmful = {(fact.utterance, fact.name) for fact in allergic if "reaction" in fact.values}
    told = [fact for fact in told if (fact.utterance, fact.name) not in harmful]
    return sorted(told, key=lambda fact: (fact.utterance, fact.start))


def _of(number: int, said: Sequence[Said], shut: set[str]) -> Iterator[Fact]:
    one = said[number]
    found = named(one.text)
    for sentence in sentences(one.text, one.role):
        inside = [drug for drug in found if sentence.start <= drug.start < sentence.end]
        if _ALLERGIC.search(sentence.text):
            inside = [drug for drug in inside if drug.drug.name not in shut]
        for at, drug in enumerate(inside):
            stop = inside[at + 1].start if at + 1 < len(inside) else sentence.end
            since = inside[at - 1].end - sentence.start if at else 0
            fact = _fact(number, said, sentence, drug, stop, since)
            if fact is not None:
                yield fact


def _fact(number: int, said: Sequence[Said], sentence: Sentence, drug: Named, stop: int, since: int) -> Fact | None:
    one = said[number]
    dose, end = dosed(one.text, drug.end, stop, one.text[sentence.start : drug.start])
    if drug.drug.ordinary and not (dose or _is_asked_for(one.text[sentence.start : drug.start])):
        return None
    ahead = plain(sentence.text[: drug.start - sentence.start])
    ahead = ahead[since:] if _DECIDES.search(ahead[since:]) else ahead
    values: dict[str, Any] = {"drug": drug.drug.drug, **dose}
    if sentence.asks and one.role == "doctor":
        return _asked(number, said, drug, values, ahead)
    state = _state(ahead, one.text[drug.end : sentence.end], one.role, number, said)
    span = (drug.start, end)
    return Fact(
        DRUG, drug.drug.name, number, *span, one.text[span[0] : span[1]], ASSERTION[state], values | {"state": state},
        (number,),
    )  # fmt: skip


def _is_asked_for(ahead: str) -> bool:
    """Whether an ordinary word ("potassium") is meant as a drug by the words right before it."""
    return bool(
        re.search(
            r"\b(?:tak(?:e|es|en|ing)|took|prescrib\w+|on|supplements?|tablets? of)\s+(?:some |my |the |an? )?$",
            ahead,
            re.I,
        )
    )


def _state(ahead: str, behind: str, role: str, number: int, said: Sequence[Said]) -> str:
    if hollow(ahead) and not _PRESCRIBED.search(ahead):
        return MENTIONED
    if _STOPPED.search(ahead) or _STOPPED_AFTER.search(behind):
        return STOPPED
    if _NEVER.search(ahead):
        return NEVER
    if role == "doctor":
        return TAKING if _KEPT.search(ahead) else PRESCRIBED if _PRESCRIBED.search(ahead) else _spoken_of(ahead)
    return TAKING if _OWN.search(ahead) or _replies(number, said) else MENTIONED if "?" in behind else TAKING


def _spoken_of(ahead: str) -> str:
    return TAKING if re.search(r"\b(?:you|he|she|him|her|your|are|been)\b", ahead, re.I) else MENTIONED


def _replies(number: int, said: Sequence[Said]) -> bool:
    """Whether the question before asked for medicines."""
    return number > 0 and bool(
        re.search(r"\b(?:medic\w+|tablets?|pills?|taken?|taking|drugs?)\b", said[number - 1].text, re.I)
    )


def _asked(number: int, said: Sequence[Said], drug: Named, values: dict[str, Any], ahead: str) -> Fact | None:
    """The state that the answer gives; where nobody answers, the drug was only mentioned."""
    at = answer_to(number, said)
    status = verdict(said[at].text) if at is not None else None
    if at is not None and any(one.drug.drug == drug.drug.drug for one in named(said[at].text)):
        return None
    asked = said[number].text[drug.start : drug.end]
    if at is None or status is None:
        told = values | {"state": MENTIONED}
        return Fact(DRUG, drug.drug.name, number, drug.start, drug.end, asked, UNCERTAIN, told, (number,))
    state = {PRESENT: STOPPED if _STOPPED.search(ahead) else TAKING, ABSENT: NEVER}.get(status, MENTIONED)
    start, end = first_words(said[at].text)
    question = {"utterance": number, "start": drug.start, "end": drug.end, "text": asked}
    told = values | {"state": state, "asked": question}
    return Fact(DRUG, drug.drug.name, at, start, end, said[at].text[start:end], ASSERTION[state], told, (at, number))
