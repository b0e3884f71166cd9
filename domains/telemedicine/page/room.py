"""The list of visits with the way to bring one in, or the visit that the address names."""

from __future__ import annotations

import streamlit as st

from domains.telemedicine.page import visit
from domains.telemedicine.page.sitting import Sitting, go, said
from domains.telemedicine.transcripts.transcript import TranscriptRefused
from domains.telemedicine.views import VisitLine
from ui.kit.theme import style
from ui.kit.visit import actor, service
from ui.kit.widgets import banner, empty, failure

KINDS = ["txt", "vtt", "srt", "textgrid", "json"]


def page() -> None:
    """What the manifest names."""
    sitting = Sitting(service("telemedicine"), actor())
    wanted = st.query_params.get("visit")
    st.set_page_config("Telemedicine", layout="wide", initial_sidebar_state="collapsed" if wanted else "expanded")
    style()
    banner()
    if words := said():
        failure(words)
    if wanted is None:
        _front(sitting)
    else:
        visit.draw(sitting, wanted)


def _front(sitting: Sitting) -> None:
    st.title("Telemedicine")
    left, right = st.columns([3, 2], gap="large")
    with left:
        _bringing_in(sitting)
    with right:
        _visits(sitting)


def _bringing_in(sitting: Sitting) -> None:
    st.subheader("Bring in a transcript")
    with st.form("telemedicine.new", enter_to_submit=False):
        title = st.text_input("Title", placeholder="Consultation", max_chars=200, key="telemedicine.title")
        text = st.text_area(
            "Transcript", placeholder="Doctor: What brings you in?\nPatient: ...", height=220, key="telemedicine.text"
        )
        file = st.file_uploader(
            "Or a file", type=KINDS, help="Text, WebVTT, SRT, TextGrid or JSON.", key="telemedicine.file"
        )
        sent = st.form_submit_button("Draft the note", type="primary", icon=":material/edit_note:")
    if not sent:
        return
    try:
        with st.spinner("The transcript is read and the note drafted."):
            data = file.getvalue() if file is not None else text.encode()
            go(visit=str(sitting.service.bring_in(sitting.reader, data, title)))
    except TranscriptRefused as error:
        failure(str(error))
        return
    st.rerun()


def _visits(sitting: Sitting) -> None:
    st.subheader("Your visits")
    found = sitting.service.visits(sitting.reader).lines
    if not found:
        empty("No visits yet", "Paste a transcript or upload one, and its draft appears here.")
    for line in found:
        st.button(
            f"{line.title}, {line.at:%Y-%m-%d %H:%M} UTC",
            key=f"telemedicine.open.{line.id}",
            on_click=_open,
            args=(line,),
            icon=":material/description:",
            width="stretch",
        )


def _open(line: VisitLine) -> None:
    go(visit=str(line.id))
