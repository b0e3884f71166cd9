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
    return ", ".join(part for part in WORDS.get(str(fact.get("kind")), _plain)(values) if part)


def _vital(values: Told) -> tuple[str, ...]:
    pair = f"{_number(values['systolic'])}/{_number(values['diastolic'])}" if "systolic" in values else ""
    figure = pair or _number(values.get("value"))
    doubt = "hardly possible: was it heard right?" if values.get("implausible") else ""
    return (f"{figure} {values.get('unit') or ''}".strip(), doubt)


def _drug(values: Told) -> tuple[str, ...]:
    dose = f"{_number(values.get('dose'))} {values.get('unit') or ''}".strip()
    return (dose, str(values.get("route") or ""), str(values.get("frequency") or ""), str(values.get("state") or ""))


def _allergy(values: Told) -> tuple[str, ...]:
    reaction = values.get("reaction")
    return (reaction,) if isinstance(reaction, str) else ("reaction",) if reaction else ()


def _flag(values: Told) -> tuple[str, ...]:
    return (str(values.get("source") or ""),)


def _finding(values: Told) -> tuple[str, ...]:
    supposed = "should it happen" if values.get("hypothetical") else ""
    code = f"ICD-10 {values['code']}" if values.get("code") else ""
    return (str(values.get("type") or ""), code, supposed)


def _plain(values: Told) -> tuple[str, ...]:
    return tuple(f"{name} {_number(value)}" for name, value in values.items() if value not in (None, "", []))


WORDS = {"vital": _vital, "drug": _drug, "allergy": _allergy, "red flag": _flag, "finding": _finding}


def _number(told: object) -> str:
    if told is None:
        return ""
    return f"{told:g}" if isinstance(told, float) else str(told)
