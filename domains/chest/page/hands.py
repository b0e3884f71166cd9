"""Who has a case in hand: said above the film, with the way to take it over."""

from __future__ import annotations

import streamlit as st

from domains.chest.cases import CaseState, CaseView
from domains.chest.page.sitting import Sitting
from domains.chest.page.wording import clock
from ui.kit.widgets import notice

RENEWALS = 4


def in_hand(view: CaseView) -> bool:
    """Whether the reader has the case in hand and may decide."""
    return view.lock is not None and view.lock.mine


def renew_seconds(sitting: Sitting, view: CaseView) -> int:
    """How often a reader at work says so: several times before the lock would lapse; 0 where there is none to keep."""
    return sitting.room.settings().lock_minutes * 60 // RENEWALS if in_hand(view) else 0


def bar(sitting: Sitting, view: CaseView) -> None:
    """Say who has it, and offer to take it over, while the case waits for review and is not in the reader's hands."""
    if view.state is not CaseState.READ or in_hand(view):
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(width="stretch", gap=None):
            notice(_sentence(view))
        words = "Take over" if view.lock else "Take in hand"
        st.button(words, key="chest.take", shortcut="o", on_click=sitting.take_over, args=(view,))


def _sentence(view: CaseView) -> str:
    if view.lock is None:
        return "Nobody has this case in hand; take it in hand to decide."
    return f"{view.lock.name} has had this case in hand since {clock(view.lock.since)}; you may look, not decide."
