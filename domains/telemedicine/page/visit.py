"""A visit that was processed: recording and transcript on the left, what follows from them on the right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import streamlit as st

from domains.telemedicine.page import downloads, facts, history, leaving, notes, picture, summary
from domains.telemedicine.page.sitting import Sitting, go, said
from domains.telemedicine.page.told import Drawn, drawn
from domains.telemedicine.page.wording import ROLES, clock, moment
from domains.telemedicine.views import VisitState, VisitView
from ui.kit import streams
from ui.kit.player import Act, Kind, Media, Shown, player
from ui.kit.widgets import failure, heading, notice

Tab = Callable[[Sitting, VisitView, Drawn], None]
TABS: Mapping[str, Tab] = {
    "Note": notes.draw,
    "Facts": facts.draw,
    "Picture": picture.draw,
    "Summary": summary.draw,
    "History": history.draw,
}


def scope(view: VisitView) -> str:
    """What player, note and lists call this visit among themselves."""
    return f"visit/{view.id}"


def draw(sitting: Sitting, view: VisitView) -> None:
    """Draw the visit that is open."""
    _head(sitting, view)
    for words in dict.fromkeys(view.notices):
        notice(words)
    _together(sitting)


def _head(sitting: Sitting, view: VisitView) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="telemedicine-head"):
        with st.container(width="stretch"):
            length = clock(view.recording.seconds) if view.recording and view.recording.seconds else ""
            facts_told = (view.patient_reference, view.title, moment(view.at), length)
            badges = ("signed",) if view.state is VisitState.SIGNED else ()
            data = ("synthetic",) if view.is_demonstration else ()
            heading(view.patient_label or "No name", facts_told, (*badges, *data))
        downloads.button(sitting, view)
        leaving.delete_button(sitting, view)
        if st.button("All visits", key="telemedicine.back", icon=":material/arrow_back:"):
            go(visit=None, at=None)
            st.rerun()


@st.fragment
def _together(sitting: Sitting) -> None:
    """Player and note are drawn anew together, since what is corrected in one changes the other."""
    view = sitting.view
    if view is None or view.state not in (VisitState.READY, VisitState.SIGNED):
        st.rerun()
    told = drawn(view.told)
    if words := said():
        failure(words)
    left, right = st.columns([11, 10], gap="small")
    with left:
        player(_shown(sitting, view, told), key="telemedicine.player", on_act=lambda act: _act(sitting, act))
    with right, st.container(key="telemedicine-side"):
        for tab, draw_tab in zip(st.tabs(list(TABS)), TABS.values(), strict=True):
            with tab:
                draw_tab(sitting, view, told)


def _shown(sitting: Sitting, view: VisitView, told: Drawn) -> Shown:
    measures = view.told.get("measures") or {}
    media = _media(sitting, view)
    seconds = (view.recording.seconds if view.recording else None) or measures.get("seconds") or 0.0
    return Shown(
        scope=scope(view),
        lines=told.lines,
        speakers=told.speakers,
        roles=ROLES,
        media=media,
        seconds=float(seconds) if media else 0.0,
        stretches=told.stretches,
        marks=told.marks if media else (),
        levels=measures.get("levels") or () if media else (),
        locked=view.state is VisitState.SIGNED,
        can_undo=bool(view.undo),
        at=_at(),
    )


def _at() -> int | None:
    """The utterance that the address names."""
    told = st.query_params.get("at", "")
    return int(told) if told.isdecimal() and len(told) < 9 else None


def _media(sitting: Sitting, view: VisitView) -> Media | None:
    """The recording by address; none where it was never there or is deleted already."""
    recording = view.recording
    if recording is None:
        return None
    found = sitting.file("recording", lambda: sitting.service.recording(sitting.reader, view.id))
    if found is None:
        return None
    return _addressed(*found, recording.has_video)


def _addressed(path: Path, mime: str, video: bool) -> Media | None:
    try:
        url = streams.address(path, mime, "telemedicine.recording")
    except (OSError, ValueError):
        return None
    return Media(url, "video" if video else "audio", "Recording of the consultation")


def _act(sitting: Sitting, act: Act) -> None:
    """What the clinician mended in the transcript; everything that rests on it is told anew."""
    service, reader = sitting.service, sitting.reader
    steps: Mapping[Kind, Callable[[VisitView], VisitView]] = {
        Kind.CORRECT: lambda v: service.correct(reader, v.id, v.version, act.utterance, act.text),
        Kind.REPAIR: lambda v: service.repair(reader, v.id, v.version, act.utterance, act.number, act.kept),
        Kind.ROLE: lambda v: service.set_role(reader, v.id, v.version, act.speaker, act.role),
        Kind.UNDO: lambda v: service.undo(reader, v.id, v.version),
    }
    sitting.step(steps[act.kind])
