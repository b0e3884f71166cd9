"""The patient as the consultation shows them: how soon to be seen and why, who talked, how loud, and what was seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st

from domains.telemedicine.page import triage
from domains.telemedicine.page.sitting import Sitting
from domains.telemedicine.page.told import Drawn
from domains.telemedicine.page.wording import clock
from domains.telemedicine.views import VisitView
from ui.kit.leads import Group, Lead, leads
from ui.kit.media import address
from ui.kit.plots import bars_html, plot_style
from ui.kit.widgets import empty, percent

Told = Mapping[str, Any]
BINS = 60


def draw(sitting: Sitting, view: VisitView, told: Drawn) -> None:
    """Draw it."""
    found, measures = view.told.get("triage"), view.told.get("measures") or {}
    if not found and not measures:
        empty("No picture yet", "It is drawn from a recording, or from a transcript that says how the patient is.")
        return
    plot_style()
    if found:
        triage.draw(view, found, told)
    st.html(f'<div class="telemedicine-picture">{measures_html(measures, told)}</div>')
    _frames(sitting, view)


def measures_html(measures: Told, told: Drawn) -> str:
    """Who talked how long, and how loud it was."""
    talk, levels = measures.get("talk") or {}, measures.get("levels") or ()
    parts = [talk_html(talk, measures.get("overlap"), told)] if talk else []
    if levels:
        parts.append(_levels(levels))
    return "".join(parts)


def talk_html(talk: Told, overlap: object, told: Drawn) -> str:
    """Seconds of each voice as bars on one scale."""
    whole = sum(float(each) for each in talk.values()) or 1.0
    names = {speaker.id: speaker.name for speaker in told.speakers}
    lines = "".join(_voice(names.get(label, label), float(seconds), whole) for label, seconds in talk.items())
    both = (
        f"<small>Both at once: {clock(float(overlap))}</small>" if isinstance(overlap, int | float) and overlap else ""
    )
    return f'<h4>Who talked</h4><ul class="telemedicine-talk">{lines}</ul>{both}'


def _voice(name: str, seconds: float, whole: float) -> str:
    share = seconds / whole
    bar = f'<span class="track" aria-hidden="true"><i style="width:{100 * share:.1f}%"></i></span>'
    return f"<li><span>{escape(name)}</span>{bar}<small>{clock(seconds)}, {percent(share)}</small></li>"


def _levels(levels: Sequence[float]) -> str:
    """Loudness over time, so many bars however long it was."""
    step = max(1, -(-len(levels) // BINS))
    bins = [levels[at : at + step] for at in range(0, len(levels), step)]
    bars = [(clock(at * step), round(max(0.0, 60 + max(each)), 1)) for at, each in enumerate(bins)]
    said = f"The loudest of every {step} s, in dB above \N{MINUS SIGN}60 dBFS."
    return bars_html("Sound level", bars, said, "dB", every=max(1, len(bars) // 6))


def _frames(sitting: Sitting, view: VisitView) -> None:
    """Key frames; one leads to its second."""
    shown = [lead for frame in view.frames if (lead := _frame(sitting, view, frame.number, frame.second))]
    if shown:
        leads([Group("Key frames", shown)], key="telemedicine.frames", scope=f"visit/{view.id}", title="Key frames")


def _frame(sitting: Sitting, view: VisitView, number: int, second: float) -> Lead | None:
    data = sitting.file(f"frame.{number}", lambda: sitting.service.frame(sitting.reader, view.id, number))
    if data is None:
        return None
    name = f"visit-{view.id}-frame-{number}"
    return Lead(f"Frame at {clock(second)}", second, picture=address(data, "image/jpeg", name, f"telemedicine.{name}"))
