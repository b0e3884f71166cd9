"""Before there is a reading: the offer to start it, and how far it is."""

from __future__ import annotations

import streamlit as st

from data.actor import NotAllowed
from domains.chest.cases import CaseView, Progress
from domains.chest.page.sitting import Sitting, say
from ui.kit.widgets import empty

EVERY_SECONDS = 0.5


def offer(sitting: Sitting, view: CaseView) -> None:
    """The case was not read yet, or its reading failed: offer to start it."""
    empty("Not read yet", "Start the reading; it goes on while you look at the film or at other cases.")
    if st.button("Start reading", key="chest.start", type="primary", shortcut="b"):
        _start(sitting, view)
    _note(view)


def _start(sitting: Sitting, view: CaseView) -> None:
    try:
        sitting.room.start_reading(sitting.reader, view.id)
    except (ValueError, NotAllowed) as error:
        say(str(error))
    sitting.open(view.id, anew=True)
    st.rerun()


def draw(sitting: Sitting, view: CaseView) -> None:
    """The machine reads: how far it is, and a way to stop it."""
    _progress(sitting, view)
    _note(view)


@st.fragment(run_every=EVERY_SECONDS)
def _progress(sitting: Sitting, view: CaseView) -> None:
    now = sitting.room.progress(sitting.reader, view.id)
    if now.done:
        sitting.open(view.id, anew=True)
        st.rerun()
    st.progress(now.fraction, _words(now))
    if st.button("Cancel the reading", key="chest.cancel"):
        sitting.step(lambda seen: sitting.room.cancel_reading(sitting.reader, seen.id))
        st.rerun()


def _words(now: Progress) -> str:
    if now.state == "queued":
        return "Waiting for its turn"
    message = now.message or "being read"
    return message[:1].upper() + message[1:]


def _note(view: CaseView) -> None:
    if view.note:
        st.caption("Clinical note")
        st.text(view.note.text)
        for span in view.note.withheld:
            why = span.reading.removeprefix("withheld: ")
            st.caption(f"Written from the film: not read ({why}): {span.text[:80]}")
