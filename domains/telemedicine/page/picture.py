"""The patient as the consultation shows them: how soon to be seen and why, who talked, how loud, and what was seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st

from domains.telemedicine.page.sitting import Sitting
from domains.telemedicine.page.told import Drawn
from domains.telemedicine.page.wording import clock
from domains.telemedicine.views import VisitView
from ui.kit.leads import Group, Lead, leads
from ui.kit.media import address
from ui.kit.plots import bars_html, plot_style
from ui.kit.widgets import badge_html, banner_html, empty, notice, percent

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
WEAK = "Fitted on weak labels from synthetic and simulated consultations: read it as a reminder, never as a decision."
BINS = 60


def draw(sitting: Sitting, view: VisitView, told: Drawn) -> None:
    """Draw it."""
    triage, measures = view.told.get("triage"), view.told.get("measures") or {}
    if not triage and not measures:
        empty("No picture yet", "It is drawn from a recording, or from a transcript that says how the patient is.")
        return
    plot_style()
    if triage:
        st.html(f'<div class="telemedicine-picture">{triage_html(triage)}</div>')
        _because(view, triage, told)
        for words in triage.get("notices") or ():
            notice(words)
    st.html(f'<div class="telemedicine-picture">{measures_html(measures, told)}</div>')
    _frames(sitting, view)


def triage_html(triage: Told) -> str:
    """The fused level beside the one from text alone, and what each modality added."""
    fused = _level("All that was there", triage, triage.get("interval"))
    alone = triage.get("baseline")
    plain = _level("What was said alone (baseline)", alone, None) if alone else ""
    badge = badge_html("weak labels, synthetic", WEAK)
    rows = contributions_html(triage.get("contributions") or ())
    title = f"<h4>How soon to be seen {badge}</h4>"
    return f'{title}{banner_html(WEAK)}<div class="telemedicine-triage">{fused}{plain}</div>{rows}'


def _level(name: str, told: Told, interval: Sequence[float] | None) -> str:
    words, tone = LEVELS.get(str(told["level"]), (str(told["level"]), "blue"))
    probability = told.get("probability")
    sure = f"{percent(float(probability))}" if probability is not None else ""
    between = f" [{percent(float(interval[0]))}, {percent(float(interval[1]))}]" if interval else ""
    return f'<div data-tone="{tone}"><small>{escape(name)}</small><b>{escape(words)}</b> {sure}{between}</div>'


def contributions_html(parts: Sequence[Told]) -> str:
    """The addends of the log-odds as bars to either side of nought."""
    if not parts:
        return ""
    widest = max(1.0, *(abs(float(part["log_odds"])) for part in parts))
    rows = "".join(_bar(part, widest) for part in parts)
    caption = "<caption>What each source added towards being seen sooner (log-odds)</caption>"
    return f'<table class="chiron-evidence">{caption}{rows}</table>'


def _bar(part: Told, widest: float) -> str:
    value = float(part["log_odds"])
    width = abs(value) / widest * 50
    left, sign = (50 - width, "against") if value < 0 else (50.0, "for")
    name = MODALITIES.get(str(part["modality"]), str(part["modality"]).capitalize())
    bar = f'<div><i style="left:{left:.2f}%;width:{width:.2f}%"></i></div>'
    figure = f"{value:+.2f}".replace("-", "\N{MINUS SIGN}")
    return f'<tr data-sign="{sign}"><th scope="row">{escape(name)}</th><td>{bar}</td><td>{figure}</td></tr>'


def _because(view: VisitView, triage: Told, told: Drawn) -> None:
    """What moved each part; a line leads to where it was said."""
    groups = []
    for part in triage.get("contributions") or ():
        items = [_reason(each, told) for each in part.get("because") or ()]
        if items:
            groups.append(Group(MODALITIES.get(str(part["modality"]), str(part["modality"])), items))
    if groups:
        leads(groups, key="telemedicine.because", scope=f"visit/{view.id}", title="Why")


def _reason(because: Told, told: Drawn) -> Lead:
    at = because.get("utterance")
    line = told.lines[at] if isinstance(at, int) and at < len(told.lines) else None
    return Lead(str(because["words"]), line.start if line else None, at)


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
