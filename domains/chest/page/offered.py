"""Notes that other domains offer for the patient: looked at, and one of them taken."""

from __future__ import annotations

import streamlit as st

from data.actor import NotAllowed
from domains.chest.cases import CaseState, CaseView
from domains.chest.page.sitting import CASE, Sitting
from domains.chest.page.wording import moment
from ui.kit.capabilities import OfferedNote
from ui.kit.widgets import empty, failure, notice

OPEN = (CaseState.NEW, CaseState.READ)
LIST = "chest.offered.list"
SHOWN = 1200


def button(sitting: Sitting, view: CaseView) -> None:
    """The way to them, where some domain offers notes and the case can still take one."""
    if view.state in OPEN and sitting.room.offers.asked():
        if st.button(
            "Notes", key="chest.offered", type="tertiary", help="Notes that other domains have of this patient"
        ):
            st.session_state.pop(LIST, None)
            dialog(sitting)


@st.dialog("Notes of this patient", width="large")
def dialog(sitting: Sitting) -> None:
    """Each note with who signed it and when; taking one makes it the note of the case."""
    view: CaseView = st.session_state[CASE]
    try:
        if LIST not in st.session_state:
            st.session_state[LIST] = sitting.room.offers.offered(sitting.reader, view.id)
    except (ValueError, NotAllowed) as error:
        failure(str(error))
        return
    offered = st.session_state[LIST]
    for problem in offered.problems:
        notice(problem)
    if not offered.notes:
        empty("No note is offered", "Type the note, or choose its file, when you bring the case in.")
    replace = view.note is None or (
        bool(offered.notes)
        and st.checkbox("The case has a note: the one taken replaces it", key="chest.offered.replace")
    )
    for number, note in enumerate(offered.notes):
        _note(sitting, note, number, replace)


def _note(sitting: Sitting, note: OfferedNote, number: int, replace: bool) -> None:
    with st.container(border=True):
        st.caption(f"**{note.title}** · {note.domain} · signed by {note.signed_by}, {moment(note.signed_at)}")
        st.text(note.text[:SHOWN] + ("\N{HORIZONTAL ELLIPSIS}" if len(note.text) > SHOWN else ""))
        if st.button("Take this note", key=f"chest.offered.take.{number}", disabled=not replace):
            sitting.step(
                lambda seen: sitting.room.offers.take(
                    sitting.reader, seen.id, seen.version, note.domain, note.id, replace
                )
            )
            st.rerun()
