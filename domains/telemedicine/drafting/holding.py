"""What a draft must hold whatever the words of other notes say: drugs with their doses, allergies, vital signs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from domains.telemedicine.drafting.candidates import Candidate
from domains.telemedicine.wordstems import stem, stems, words

Needed = frozenset[str]
KINDS = ("vital", "drug", "allergy")
UNSAID = ("mentioned", "never")
"""States of a drug that nobody is said to take."""


def needed(facts: Sequence[Mapping[str, Any]]) -> list[Needed]:
    """For each drug, allergy and vital sign that is said, the stems that one sentence must have together.

    A drug or an allergy is its name and the numbers said with it; a vital sign is its numbers. What is only asked for,
    or denied, is left out.

    Args:
        facts: As the told consultation has them.
    """
    found = [_needed(fact) for fact in facts if _counts(fact)]
    return [one for one in dict.fromkeys(found) if one and not any(one < other for other in found)]


def _counts(fact: Mapping[str, Any]) -> bool:
    state = fact["values"].get("state")
    return fact["kind"] in KINDS and fact["assertion"] not in ("absent", "family") and state not in UNSAID


def _needed(fact: Mapping[str, Any]) -> Needed:
    said = str(fact["text"])
    numbers = frozenset(one for word in words(said) if (one := stem(word))[:1].isdigit())
    if fact["kind"] == "vital":
        return numbers
    name = stems([str(fact["name"])])
    return name | numbers


def lacking(texts: Sequence[str], wanted: Sequence[Needed]) -> list[Needed]:
    """Those that no sentence has."""
    held = [stems([text]) for text in texts]
    return [one for one in wanted if not any(one <= has for has in held)]


def forced(found: Sequence[Candidate], chosen: Sequence[int], wanted: Sequence[Needed]) -> list[int]:
    """Numbers of candidates that bring what the chosen ones lack, the shortest for each.

    Where no candidate has all of a fact, the one with most of its stems is taken, if its name is among them.
    """
    held = [stems([one.text]) for one in found]
    more: list[int] = []
    for one in lacking([found[number].text for number in chosen], wanted):
        if not any(one <= held[number] for number in more) and (best := _best(one, held, found)) is not None:
            more.append(best)
    return [number for number in dict.fromkeys(more) if number not in chosen]


def _best(one: Needed, held: Sequence[frozenset[str]], found: Sequence[Candidate]) -> int | None:
    name = frozenset(word for word in one if not word[:1].isdigit()) or one
    fit = [number for number, has in enumerate(held) if name <= has]
    ranked = [(len(one - held[number]), len(found[number].text), number) for number in fit]
    return min(ranked)[2] if ranked else None
