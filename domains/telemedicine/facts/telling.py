"""All facts of a consultation, in one order: vitals, drugs, allergies, red flags, findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domains.telemedicine.facts.allergies import allergies
from domains.telemedicine.facts.fact import HISTORICAL, PRESENT, Fact, Said
from domains.telemedicine.facts.findings import findings
from domains.telemedicine.facts.flags import red_flags
from domains.telemedicine.facts.medicines import medicines
from domains.telemedicine.facts.vitals import measured

REACTIONS = frozenset(
    (
        "rash", "swelling", "swelling of the face or throat", "itching", "shortness of breath", "wheeze", "vomiting",
        "nausea",
        "dizziness", "fainting", "diarrhea",
    )
)  # fmt: skip


def facts(said: Sequence[Said]) -> list[Fact]:
    """What the consultation says; a red flag's `findings` are among the findings told after it.

    Args:
        said: The utterances with their roles, in order.
    """
    allergic = allergies(said)
    found = [_reaction(fact, allergic) for fact in findings(said)]
    return [*measured(said), *medicines(said, allergic), *allergic, *red_flags(found), *found]


def _reaction(fact: Fact, allergic: Sequence[Fact]) -> Fact:
    """What an allergy once did is past: a tongue that swelled up is no red flag today."""
    told = any(one.utterance == fact.utterance and "reaction" in one.values for one in allergic)
    if not told or fact.name not in REACTIONS or fact.assertion != PRESENT:
        return fact
    return replace(fact, assertion=HISTORICAL, values={**fact.values, "reaction": True})
