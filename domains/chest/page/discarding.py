"""Throwing a case away that was brought in by mistake."""

from __future__ import annotations

import streamlit as st

from data.actor import NotAllowed
from domains.chest.cases import CaseState, CaseView
from domains.chest.page.sitting import Sitting, go, say

OPEN = (CaseState.NEW, CaseState.READ)


def popover(sitting: Sitting, view: CaseView) -> None:
    """Offer it, behind a tick box, while the case is neither signed nor being read."""
    if view.state not in OPEN:
        return
    with st.popover("Discard", type="tertiary"):
        sure = st.checkbox("This case was brought in by mistake", key=f"chest.sure.{view.id}")
        if st.button("Discard the case", key="chest.discard", disabled=not sure):
            _discard(sitting, view)


def _discard(sitting: Sitting, view: CaseView) -> None:
    try:
        sitting.room.discard(sitting.reader, view.id, view.version)
        go(None)
    except (ValueError, NotAllowed) as error:
        say(str(error))
        sitting.open(view.id, anew=True)
    st.rerun()
