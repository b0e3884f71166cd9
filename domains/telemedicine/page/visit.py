"""One visit: the transcript with roles and topics on the left, the draft with its sources on the right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from domains.telemedicine.page.sitting import Sitting, go, say
from domains.telemedicine.page.wording import draft_text, escaped, transcript_html
from domains.telemedicine.service import Visit
from domains.telemedicine.views import NoSuchVisit
from ui.kit.widgets import empty, notice

KEPT, SOURCES = "telemedicine.visit", "telemedicine.sources"
HEIGHT = 640


def draw(sitting: Sitting, wanted: str) -> None:
    """The visit of that number; one that is not the clinician's leads back to the list."""
    found = _found(sitting, wanted)
    if found is None:
        say("There is no such visit among yours: choose one from the list.")
        _leave()
        st.rerun()
    _head(sitting, found)
    for sentence in found.told["notices"]:
        notice(sentence)
    left, right = st.columns(2, gap="large")
    with left:
        _transcript(found.told)
    with right:
        _draft(found)


def _found(sitting: Sitting, wanted: str) -> Visit | None:
    """Read once when it is opened, so that the audit log has one row and not one for every click."""
    kept = st.session_state.get(KEPT)
    if isinstance(kept, Visit) and str(kept.id) == wanted:
        return kept
    try:
        found = sitting.service.visit(sitting.reader, int(wanted))
    except (ValueError, NoSuchVisit):
        return None
    st.session_state[KEPT] = found
    st.session_state.pop(SOURCES, None)
    return found


def _head(sitting: Sitting, found: Visit) -> None:
    title, back, delete = st.columns([6, 1, 1], vertical_alignment="bottom")
    title.title(escaped(found.title))
    title.caption(
        f"{found.at:%Y-%m-%d %H:%M} UTC. A draft by extraction: it holds nothing that nobody said, and misses much."
    )
    back.button("All visits", icon=":material/arrow_back:", on_click=_leave, width="stretch")
    with delete.popover("Delete", icon=":material/delete:", width="stretch"):
        st.write("The transcript and the draft are deleted for good.")
        st.button("Delete this visit", type="primary", on_click=_delete, args=(sitting, found.id))


def _transcript(told: Mapping[str, Any]) -> None:
    st.subheader("Transcript")
    chosen = tuple(st.session_state.get(SOURCES, ()))
    if chosen:
        with st.container(border=True, key="telemedicine.cited"):
            st.caption("What the sentence rests on")
            st.html(transcript_html(told, chosen, only=True))
    with st.container(height=HEIGHT, key="telemedicine.transcript"):
        st.html(transcript_html(told, chosen))


def _draft(found: Visit) -> None:
    st.subheader("Draft")
    sections = found.told["sections"]
    if not sections:
        empty("Nothing to draft", "Nobody says anything in this transcript that belongs in a note.")
        return
    st.caption("Press a sentence to see the utterances that it rests on.")
    with st.container(height=HEIGHT, key="telemedicine.draft"):
        for number, section in enumerate(sections):
            st.markdown(f"**{section['title']}**")
            for at, sentence in enumerate(section["sentences"]):
                _sentence(f"telemedicine.sentence.{number}.{at}", sentence)
    st.download_button(
        "Save as text", draft_text(sections), f"draft-{found.id}.txt", "text/plain", icon=":material/download:"
    )


def _sentence(key: str, sentence: Mapping[str, Any]) -> None:
    chosen = st.session_state.get(SOURCES) == tuple(sentence["sources"])
    st.button(
        escaped(sentence["text"]),
        key=key,
        type="secondary" if chosen else "tertiary",
        on_click=_choose,
        args=(tuple(sentence["sources"]),),
    )


def _choose(sources: tuple[int, ...]) -> None:
    """Show these sources, or hide them when they were shown."""
    if st.session_state.get(SOURCES) == sources:
        st.session_state.pop(SOURCES)
    else:
        st.session_state[SOURCES] = sources


def _delete(sitting: Sitting, id: int) -> None:
    try:
        sitting.service.delete(sitting.reader, id)
    except NoSuchVisit as error:
        say(str(error))
    _leave()


def _leave() -> None:
    st.session_state.pop(KEPT, None)
    st.session_state.pop(SOURCES, None)
    go(visit=None)
