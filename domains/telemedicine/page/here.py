"""What a visit holds before it is processed, and the start of the processing."""

from __future__ import annotations

import streamlit as st

from domains.telemedicine.page.sitting import Sitting, go, said
from domains.telemedicine.page.wording import clock, escaped, plural, size
from domains.telemedicine.views import VisitView
from ui.kit.widgets import failure, notice


def draw(sitting: Sitting, view: VisitView) -> None:
    """List it, and offer the start."""
    st.markdown("#### What is here")
    lines = [*_names(view)]
    if not lines:
        st.caption("Nothing yet. Record the consultation, upload it, or paste what was said.")
    for line in lines:
        st.markdown(f"- {line}")
    for words in view.notices:
        notice(words)
    if st.button(
        "Process it", key="telemedicine.start", type="primary", disabled=not lines, icon=":material/play_arrow:"
    ):
        if sitting.does(lambda: sitting.service.start(sitting.reader, view.id)):
            go(bring=None)
            st.rerun()
        failure(said())
    st.caption("Speech, voices, topics and facts are found on this machine; nothing is sent elsewhere.")


def _names(view: VisitView) -> list[str]:
    told = [escaped(name) for name in view.inputs]
    if view.recording is not None and view.recording.name not in view.inputs:
        length = f", {clock(view.recording.seconds)}" if view.recording.seconds else ""
        told.insert(0, f"{escaped(view.recording.name)} ({size(view.recording.size)}{length})")
    attached = [each for each in view.attachments if each.name not in view.inputs]
    told += [f"{escaped(each.name)} ({plural(len(each.text.split()), 'word')} read)" for each in attached]
    return told
