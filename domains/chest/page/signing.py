"""What only the reader can give: an impression of their own, and the signature."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from domains.chest.cases import CaseView
from domains.chest.page.sitting import CASE, Sitting, said
from domains.chest.page.wording import facts, once, signal
from ui.kit.widgets import failure, heading, notice, refusal

WORDS = {"accept": "accepted", "edit": "edited", "reject": "rejected"}
PROMISE = "I have looked at the film and the note, reviewed every finding, and answer for this report."


@st.dialog("Sign this reading", width="medium")
def dialog(sitting: Sitting) -> None:
    """Show what is about to be signed, and ask for the reader's word."""
    view: CaseView = st.session_state[CASE]
    if problem := said():
        failure(problem)
    heading(view.patient_label or "No name", facts(view))
    for each in view.reading.refused if view.reading else ():
        refusal(signal(each.role), each.sentence)
    for sentence in once(view.notices):
        notice(sentence)
    with st.container(border=True):
        st.text(view.draft)
    st.caption(f"{_tally(view)} You sign as {sitting.reader.name}; a signed reading cannot be changed, only added to.")
    confirmed = st.checkbox(PROMISE, key=f"chest.promise.{view.id}.{view.version}")
    if st.button("Sign and freeze", key="chest.sign.now", type="primary", disabled=not confirmed):
        sitting.step(lambda seen: sitting.room.sign(sitting.reader, seen.id, seen.version, confirmed))
        st.rerun()


def _tally(view: CaseView) -> str:
    counts = Counter(WORDS[decision.choice] for decision in view.decisions.values())
    parts = [f"{counts[word]} {word}" for word in WORDS.values() if counts[word]]
    return f"{', '.join(parts)}." if parts else ""


def impression(sitting: Sitting) -> None:
    """Blind first: the reader writes before the machine's findings are shown."""
    st.markdown("**Your own impression first**")
    st.caption("Look at the film and write what you see. The machine's findings are shown after that.")
    with st.form("chest.impression.form", border=False):
        text = st.text_area("Impression", key="chest.impression", height=180, label_visibility="collapsed")
        sent = st.form_submit_button("Keep it and show the findings", key="chest.impression.keep", type="primary")
    if sent:
        sitting.step(lambda seen: sitting.room.state_impression(sitting.reader, seen.id, seen.version, text))
        st.rerun()
