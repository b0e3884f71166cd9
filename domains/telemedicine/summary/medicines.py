"""The patient's medicines and allergies, in the words in which they were said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from domains.telemedicine.drafting.cleaning import join
from domains.telemedicine.drafting.notestyle import noted

NEW, BOTH, TAKES, STOPPED, ALLERGIC = (
    "New medicine: ", "Your medicine: ", "You take ", "You no longer take ", "You are allergic to ",
)  # fmt: skip
Facts = Sequence[Mapping[str, Any]]


def medicine_sentences(facts: Facts) -> Iterator[tuple[str, str, list[int]]]:
    """Text, words in it that are ours, and sources: one sentence for each medicine and for each allergy."""
    drugs: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    allergies: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for fact in facts:
        if fact["kind"] == "drug":
            drugs[str(fact["values"].get("drug") or fact["name"]).lower()].append(fact)
        elif fact["kind"] == "allergy" and fact["assertion"] == "present":
            allergies[str(fact["name"]).lower()].append(fact)
    for told in drugs.values():
        if chosen := _chosen(told):
            yield _sentence(*chosen)
    for told in allergies.values():
        yield _sentence(ALLERGIC, told[0])


def _chosen(told: Facts) -> tuple[str, Mapping[str, Any]] | None:
    """What is said of a medicine that several utterances name: what is new goes before what was."""
    by_state = {state: [one for one in told if one["values"].get("state") == state] for state in
                ("prescribed", "stopped", "taking")}  # fmt: skip
    lead = BOTH if by_state["taking"] else NEW
    for state, words in (("prescribed", lead), ("stopped", STOPPED), ("taking", TAKES)):
        if by_state[state]:
            return words, max(by_state[state], key=lambda one: len(one["values"]))
    return None


def _sentence(lead: str, fact: Mapping[str, Any]) -> tuple[str, str, list[int]]:
    named = str(fact["name"])
    said = join(str(fact["text"]))
    told = noted(said if named.lower() in said.lower() else named).rstrip(".")
    return f"{lead}{told[:1].lower()}{told[1:]}.", lead, list(fact.get("sources") or [fact["utterance"]])
