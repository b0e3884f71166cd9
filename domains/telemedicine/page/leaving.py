"""Deleting a visit, with what goes and what stays said before."""

from __future__ import annotations

import streamlit as st

from domains.telemedicine.page.sitting import DONE, PROBLEMS, Sitting, forget, go, say, sentence
from domains.telemedicine.views import VisitView

GOES = "Recording, transcript, note and attachments are deleted for good; that it happened stays in the audit log."
SIGNED = " So are the signed versions. A note that the reading room took from here stays with its case."


def delete_button(sitting: Sitting, view: VisitView) -> None:
    """The way to it, with a confirmation."""
    with st.popover("Delete", icon=":material/delete:"):
        confirm(sitting, view)


def confirm(sitting: Sitting, view: VisitView) -> None:
    """Say what goes, ask, and delete."""
    st.write(GOES + (SIGNED if view.signed else ""))
    sure = st.checkbox("I want it deleted", key=f"telemedicine.sure.{view.id}")
    st.button(
        "Delete this visit",
        key="telemedicine.delete",
        type="primary",
        disabled=not sure,
        on_click=_delete,
        args=(sitting, view.id),
    )


def _delete(sitting: Sitting, id: int) -> None:
    try:
        sitting.service.delete(sitting.reader, id)
        st.session_state[DONE] = "The visit is deleted."
    except PROBLEMS as error:
        say(sentence(error))
        return
    forget()
    go(visit=None, at=None)
