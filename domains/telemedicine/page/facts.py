"""What was told in so many words: red flags, vitals, medicines, allergies and findings, each with its second."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from domains.telemedicine.page.sitting import Sitting
from domains.telemedicine.page.told import Drawn, fact_second, fact_words
from domains.telemedicine.page.wording import assertion
from domains.telemedicine.views import VisitView
from ui.kit.leads import Group, Lead, leads
from ui.kit.widgets import empty

KINDS = {
    "red flag": "Red flags",
    "vital": "Vital signs",
    "drug": "Medicines",
    "allergy": "Allergies",
    "finding": "Findings and symptoms",
}
Told = Mapping[str, Any]


def draw(_sitting: Sitting, view: VisitView, told: Drawn) -> None:
    """Draw them by kind; what was denied stays in the list, struck and named so."""
    facts = view.told.get("facts") or ()
    if not facts:
        empty("No fact was found", "Vitals, medicines, allergies and findings appear here when somebody tells them.")
        return
    groups = [_group(kind, [fact for fact in facts if fact["kind"] == kind], view, told) for kind in KINDS]
    shown = [group for group in groups if group.items]
    leads(shown, key="telemedicine.facts", scope=f"visit/{view.id}", title="Facts", fills=True)


def _group(kind: str, facts: Sequence[Told], view: VisitView, told: Drawn) -> Group:
    return Group(KINDS[kind], [_lead(fact, view, told) for fact in facts])


def _lead(fact: Told, view: VisitView, told: Drawn) -> Lead:
    word, tone = assertion(fact)
    level = str((fact.get("values") or {}).get("level") or "") if fact["kind"] == "red flag" else ""
    return Lead(
        fact_words(fact),
        fact_second(fact, view.told["utterances"], told.lines),
        fact.get("utterance"),
        detail=values_words(fact),
        badge=word or level,
        tone=tone if word else "red" if level in ("emergency", "urgent") else "orange" if level else "",
        quiet=word == "absent",
    )


def values_words(fact: Told) -> str:
    """The values that were told with a fact, in words."""
    values = fact.get("values") or {}
    shown = [_value(name, value) for name, value in values.items() if name != "level" and value not in (None, "", [])]
    return ", ".join(part for part in shown if part)


def _value(name: str, value: object) -> str:
    if name == "unit" or isinstance(value, bool):
        return ""
    words = f"{value:g}" if isinstance(value, float) else str(value)
    return (
        words
        if name in ("value", "dose", "strength", "route", "frequency", "words", "reaction")
        else f"{name.replace('_', ' ')} {words}"
    )
