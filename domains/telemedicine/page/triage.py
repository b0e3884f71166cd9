"""How soon the patient should be seen, as the consultation as a whole tells it, beside what the words alone tell."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from domains.telemedicine.page.told import Drawn
from domains.telemedicine.views import VisitView
from ui.kit.leads import Group, Lead, leads
from ui.kit.widgets import badge_html, banner_html, notice, percent

Told = Mapping[str, Any]
LEVELS = {
    "emergency": ("Emergency", "red"),
    "urgent": ("Urgent", "orange"),
    "soon": ("Soon", "blue"),
    "routine": ("Routine", "green"),
}
MODALITIES = {
    "text": "What was said",
    "audio": "How it sounded",
    "video": "What was seen",
    "table": "What was measured",
}
DECIDED = {"red flag": "set by a red flag", "vital signs": "set by the vital signs", "fusion": ""}
WEAK = "Fitted on weak labels from synthetic and practised consultations: a reminder, never a decision."


def draw(view: VisitView, triage: Told, told: Drawn) -> None:
    """Draw the levels, what each source added, and why."""
    st.html(f'<div class="telemedicine-picture">{triage_html(triage)}</div>')
    _because(view, triage, told)
    for words in triage.get("notices") or ():
        notice(words)


def triage_html(triage: Told) -> str:
    """The fused level beside the one from text alone, and what each modality added."""
    fused = level_html("All that was there", triage)
    alone = triage.get("baseline")
    plain = level_html("The words alone (baseline)", alone) if alone else ""
    title = f"<h4>How soon to be seen {badge_html('weak labels, synthetic', WEAK)}</h4>"
    both = f'<div class="telemedicine-triage">{fused}{plain}</div>'
    return f"{title}{banner_html(WEAK)}{both}{contributions_html(triage)}{points_html(triage.get('points'))}"


def level_html(name: str, told: Told) -> str:
    """One level in words, with how sure it is and how the chances are spread."""
    words, tone = LEVELS.get(str(told["level"]), (str(told["level"]), "blue"))
    sure = _sure(told)
    by = DECIDED.get(str(told.get("decided_by") or ""), str(told.get("decided_by") or ""))
    more = ", ".join(part for part in (sure, by) if part)
    figures = f"<span>{escape(more)}</span>" if more else ""
    head = f"<small>{escape(name)}</small><b>{escape(words)}</b> {figures}"
    return f'<div data-tone="{tone}">{head}{chances_html(told.get("chances"))}</div>'


def _sure(told: Told) -> str:
    probability, interval = told.get("probability"), told.get("interval")
    if probability is None:
        return ""
    between = f" [{percent(float(interval[0]))}, {percent(float(interval[1]))}]" if interval else ""
    return f"{percent(float(probability))}{between}"


def chances_html(chances: Told | None) -> str:
    """The chance of each level as one bar, and in words."""
    if not chances:
        return ""
    shown = [(name, float(chances[name])) for name in LEVELS if name in chances]
    bar = "".join(
        f'<i data-tone="{LEVELS[name][1]}" style="width:{100 * share:.1f}%"></i>' for name, share in shown if share > 0
    )
    words = ", ".join(f"{LEVELS[name][0].lower()} {percent(share)}" for name, share in shown)
    return f'<div class="chances" aria-hidden="true">{bar}</div><small>{escape(words)}</small>'


def contributions_html(triage: Told) -> str:
    """The addends of the log-odds as bars to either side of nought, with their sum."""
    parts = triage.get("contributions") or ()
    if not parts:
        return ""
    prior = triage.get("prior")
    lines = [(str(part["modality"]), float(part["log_odds"])) for part in parts]
    before = [("Before this consultation", float(prior))] if prior is not None else []
    total = [("Sum", sum(value for _, value in [*before, *lines]))]
    widest = max(1.0, *(abs(value) for _, value in [*before, *lines, *total]))
    rows = "".join(_bar(name, value, widest) for name, value in [*before, *lines, *total])
    about = escape(str(triage.get("about") or "being seen sooner"))
    caption = f"What each source added to <q>{about}</q>, in log-odds"
    return f'<table class="chiron-evidence"><caption>{caption}</caption>{rows}</table>'


def _bar(name: str, value: float, widest: float) -> str:
    width = abs(value) / widest * 50
    left, sign = (50 - width, "against") if value < 0 else (50.0, "for")
    words = MODALITIES.get(name, name[:1].upper() + name[1:])
    bar = f'<div><i style="left:{left:.2f}%;width:{width:.2f}%"></i></div>'
    figure = f"{value:+.2f}".replace("-", "\N{MINUS SIGN}")
    return f'<tr data-sign="{sign}"><th scope="row">{escape(words)}</th><td>{bar}</td><td>{figure}</td></tr>'


def points_html(points: Told | None) -> str:
    """The early warning score of the vital signs that were said."""
    if not points:
        return ""
    each = ", ".join(f"{name} {value}" for name, value in points.items() if name != "total")
    total = escape(str(points.get("total", 0)))
    return f"<p>NEWS2 of what was measured: <b>{total}</b> ({escape(each)}).</p>"


def _because(view: VisitView, triage: Told, told: Drawn) -> None:
    """What moved each part; a line leads to where it was said."""
    groups = []
    for part in triage.get("contributions") or ():
        items = [_reason(each, told) for each in part.get("because") or ()]
        if items:
            groups.append(Group(MODALITIES.get(str(part["modality"]), str(part["modality"])), items))
    if groups:
        with st.expander("Why"):
            leads(groups, key="telemedicine.because", scope=f"visit/{view.id}", title="Why")


def _reason(because: Told, told: Drawn) -> Lead:
    at, second = because.get("utterance"), because.get("start")
    line = told.lines[at] if isinstance(at, int) and at < len(told.lines) else None
    added = because.get("log_odds")
    detail = f"{float(added):+.2f}".replace("-", "\N{MINUS SIGN}") if added else ""
    return Lead(str(because["words"]), _second(second, line.start if line else None), at, detail=detail)


def _second(told: object, otherwise: float | None) -> float | None:
    return float(told) if isinstance(told, int | float) else otherwise
