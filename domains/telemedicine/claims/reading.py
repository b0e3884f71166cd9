"""A sentence as a claim: its content, numbers, drugs and persons, and what is said of each word.

What is said (absent, uncertain, historical, of the family) is read by ConText as for notes, with every content word as
a mention: what a note's reader would take as negated is what counts as negated here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from core.encoders.clause import Mention
from core.encoders.context import read
from core.encoders.sentences import Layout, Sentence, split
from domains.telemedicine.claims.wordlists import CLINICIAN, FUTURE, GROUP, HEDGES, NEGATIONS, PATIENT, TENS, UNITS
from domains.telemedicine.drafting.support import REPORTING
from domains.telemedicine.lexicon.drugs import named
from domains.telemedicine.wordstems import FUNCTION, SAME, content_words, stem, words


@dataclass(frozen=True)
class Claim:
    """What a sentence says, in parts that can be compared.

    Attributes:
        stems: Content stems, in order and as often as they stand there.
        numbers: Each number with the unit after it and the drug it goes with ("" where there is none), in order.
        drugs: Names of the drugs, in order.
        turns: Words of :data:`.wordlists.GROUP`, each with the content stem after it.
        persons: ``clinician`` or ``patient`` for each word that means one of them, in order.
        said: Content stem to what is said of it, in any of its places.
        denied: Whether anything is denied.
        hedged: Whether anything is put as an opinion or a possibility.
        planned: Whether it speaks of what will be done.
        gendered: Pronouns that tell a man or a woman.
    """

    stems: tuple[str, ...]
    numbers: tuple[tuple[str, str, str], ...]
    drugs: tuple[str, ...]
    turns: tuple[tuple[str, str], ...]
    persons: tuple[str, ...]
    said: Mapping[str, frozenset[str]]
    denied: bool
    hedged: bool
    planned: bool
    gendered: frozenset[str]


@lru_cache(4096)
def claim_of(text: str) -> Claim:
    """The claim of a sentence."""
    spoken = words(text)
    plain = [word.split("'")[0] for word in spoken]
    return Claim(
        stems=tuple(one for word in content_words(text) if (one := stem(word)) not in REPORTING),
        numbers=_numbers(text, spoken),
        drugs=tuple(one.drug.name for one in named(text)),
        turns=tuple((stem(word), _next(spoken, at)) for at, word in enumerate(spoken) if stem(word) in GROUP),
        persons=tuple(filter(None, map(_person, " ".join(plain).replace("your doctor", "doctor").split()))),
        said=_said(text),
        denied=any(word in NEGATIONS or word.endswith("n't") for word in spoken),
        hedged=not HEDGES.isdisjoint(plain),
        planned=not FUTURE.isdisjoint(plain) or "going to" in " ".join(spoken),
        gendered=frozenset(word for word in plain if word in ("he", "him", "his", "she", "her", "hers")),
    )


def _person(word: str) -> str:
    return "clinician" if word in CLINICIAN else "patient" if word in PATIENT else ""


def _numbers(text: str, spoken: Sequence[str]) -> tuple[tuple[str, str, str], ...]:
    drugs = [(text[: one.start].count(" "), one.drug.name) for one in named(text)]
    places = _places(text, spoken)
    return tuple(
        (number, unit if unit in UNITS else "", _drug(places[at], drugs))
        for at, word in enumerate(spoken)
        if (number := _number(word)) and ((unit := _next(spoken, at)) in UNITS or word != "one")
    )


def _places(text: str, spoken: Sequence[str]) -> list[int]:
    """How many spaces stand before each word: the place that words and drugs have in common."""
    low, at, places = text.lower().replace("\u2019", "'"), 0, []
    for word in spoken:
        at = low.index(word, at)
        places.append(low[:at].count(" "))
        at += len(word)
    return places


def _drug(place: int, drugs: Sequence[tuple[int, str]]) -> str:
    """The drug named last before a place, or else the first one after it."""
    before = [name for at, name in drugs if at <= place]
    return before[-1] if before else drugs[0][1] if drugs else ""


def _number(word: str) -> str:
    number = TENS.get(word) or SAME.get(word, word)
    return number if number.replace(".", "", 1).isdigit() else ""


def _next(spoken: Sequence[str], at: int) -> str:
    after = (stem(word) for word in spoken[at + 1 : at + 4] if word.split("'")[0] not in FUNCTION)
    return next(after, "")


def _said(text: str) -> Mapping[str, frozenset[str]]:
    out: dict[str, set[str]] = {}
    layout = split(text)
    for sentence in layout.sentences:
        mentions = _mentions(layout, sentence)
        context = read(layout.norms[sentence.first : sentence.stop], mentions, {})
        for mention, said in zip(mentions, context.said, strict=True):
            norm = layout.norms[sentence.first + mention.first]
            out.setdefault(stem(norm), set()).update({_meaning(said)})
    return {word: frozenset(meanings) for word, meanings in out.items()}


def _mentions(layout: Layout, sentence: Sentence) -> list[Mention]:
    norms = layout.norms[sentence.first : sentence.stop]
    return [Mention(at, at + 1, False) for at, norm in enumerate(norms) if _is_content(norm)]


def _is_content(norm: str) -> bool:
    kept = content_words(norm) == [norm] and norm.isalpha()
    return kept and stem(norm) not in REPORTING | GROUP.keys() and norm not in NEGATIONS | HEDGES | FUTURE


def _meaning(said: Mapping[str, str]) -> str:
    if said.get("person") == "family":
        return "family"
    existence = said.get("existence", "present")
    return existence if existence in ("absent", "uncertain") else "present"
