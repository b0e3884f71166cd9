"""What a draft must hold whatever the words of other notes say: drugs with their doses, allergies, vital signs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domains.telemedicine.drafting.candidates import Candidate
from domains.telemedicine.drafting.cleaning import join
from domains.telemedicine.drafting.notestyle import noted
from domains.telemedicine.wordstems import stem, stems, words

KINDS = ("vital", "drug", "allergy")
UNSAID = ("mentioned", "never")
"""States of a drug that nobody is said to take."""


@dataclass(frozen=True)
class Needed:
    """Something that was said and must not be cut.

    Attributes:
        stems: What one sentence must have together: a name and the numbers said with it; of a vital sign, its numbers.
        text: The bare words, for where no sentence of the dialogue says them in a form that a note can have; empty
            where bare words would mislead, as of a drug that was stopped.
        sources: Numbers of the utterances that say it.
    """

    stems: frozenset[str]
    text: str
    sources: tuple[int, ...]


def needed(facts: Sequence[Mapping[str, Any]]) -> list[Needed]:
    """Each drug, allergy and vital sign that is said, once and with most of its numbers.

    What is only asked for, or denied, is left out.

    Args:
        facts: As the told consultation has them.
    """
    found: dict[frozenset[str], Needed] = {}
    for fact in facts:
        if _counts(fact) and (one := _needed(fact)).stems:
            found.setdefault(one.stems, one)
    return [one for one in found.values() if not any(one.stems < other for other in found)]


def _counts(fact: Mapping[str, Any]) -> bool:
    state = fact["values"].get("state")
    return fact["kind"] in KINDS and fact["assertion"] not in ("absent", "family") and state not in UNSAID


def _needed(fact: Mapping[str, Any]) -> Needed:
    said, name = join(str(fact["text"])), str(fact["name"])
    numbers = frozenset(one for word in words(said) if (one := stem(word))[:1].isdigit())
    sources = tuple(fact.get("sources") or (fact["utterance"],))
    if fact["kind"] == "vital":
        return Needed(numbers, said, sources)
    bare = "" if fact["kind"] == "allergy" or fact["values"].get("state") == "stopped" else said
    return Needed(stems([name]) | numbers, bare, sources)


def lacking(texts: Sequence[str], wanted: Sequence[Needed]) -> list[Needed]:
    """Those that no sentence has."""
    held = [stems([text]) for text in texts]
    return [one for one in wanted if not any(one.stems <= has for has in held)]


def bare(found: Sequence[Candidate], wanted: Sequence[Needed], roles: Sequence[str]) -> list[Candidate]:
    """The bare words of what no candidate says whole, as candidates of their own."""
    left = [one for one in lacking([one.text for one in found], wanted) if one.text]
    return [Candidate(noted(one.text), one.sources, roles[one.sources[0]], one.sources[0] / max(1, len(roles) - 1))
            for one in left if one.stems <= stems([noted(one.text)])]  # fmt: skip


def forced(found: Sequence[Candidate], chosen: Sequence[int], wanted: Sequence[Needed]) -> list[int]:
    """Numbers of candidates that bring what the chosen ones lack, the shortest for each.

    Where no candidate has all of it, the one with most of its stems is taken, if its name is among them.
    """
    held = [stems([one.text]) for one in found]
    more: list[int] = []
    for one in lacking([found[number].text for number in chosen], wanted):
        if not any(one.stems <= held[number] for number in more) and (best := _best(one, held, found)) is not None:
            more.append(best)
    return [number for number in dict.fromkeys(more) if number not in chosen]


def _best(one: Needed, held: Sequence[frozenset[str]], found: Sequence[Candidate]) -> int | None:
    name = frozenset(word for word in one.stems if not word[:1].isdigit()) or one.stems
    fit = [number for number, has in enumerate(held) if name <= has]
    ranked = [(len(one.stems - held[number]), len(found[number].text), number) for number in fit]
    return min(ranked)[2] if ranked else None
