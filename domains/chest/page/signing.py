"""What only the reader can give: an impression of their own, and the signature."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from domains.chest.cases import CaseView, ReportView
from domains.chest.page.hands import in_hand, renew_seconds
from domains.chest.page.sitting import CASE, Sitting, said
from domains.chest.page.wording import facts, once, signal
from ui.kit.widgets import failure, heading, notice, refusal
from ui.kit.writing import writing

WORDS = {"accept": "accepted", "edit": "edited", "reject": "rejected"}
NOTE, LONG = 190, 600
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
    report = view.report or ReportView("", "")
    with st.container(border=True):
        st.text(report.text)
    for sentence in _open_questions(view, report):
        notice(sentence)
    st.caption(f"{_tally(view)} You sign as {sitting.reader.name}; a signed reading cannot be changed, only added to.")
    confirmed = st.checkbox(PROMISE, key=f"chest.promise.{view.id}.{view.version}")
    if stand := sum(not each.dismissed_at for each in view.contradictions):
        confirmed = st.checkbox(_stand(stand), key=f"chest.stand.{view.id}.{view.version}") and confirmed
    if st.button("Sign and freeze", key="chest.sign.now", type="primary", disabled=not confirmed):
        sitting.step(lambda seen: sitting.room.sign(sitting.reader, seen.id, seen.version, confirmed))
        st.rerun()


def _tally(view: CaseView) -> str:
    counts = Counter(WORDS[decision.choice] for decision in view.decisions.values())
    parts = [f"{counts[word]} {word}" for word in WORDS.values() if counts[word]]
    return f"{', '.join(parts)}." if parts else ""


def _open_questions(view: CaseView, report: ReportView) -> tuple[str, ...]:
    """What the reader should have seen before they sign."""
    told = list(report.warnings)
    if report.edited:
        told.append("The report is in your own words; the draft of your decisions is kept beside it.")
    if report.changes:
        told.append("Your decisions changed after you wrote it: look at the report again (T).")
    return tuple(told)


def _stand(number: int) -> str:
    few = "1 contradiction stands" if number == 1 else f"{number} contradictions stand"
    return f"{few} between note and film; I sign knowing of it. The document will tell."


def impression(sitting: Sitting, view: CaseView) -> None:
    """Blind first: the reader writes before the machine's findings are shown."""
    if view.note:
        with st.container(border=True, height=NOTE if len(view.note.text) > LONG else "content", gap="xxsmall"):
            st.caption("Clinical note")
            st.text(view.note.text)
    writing(
        key="chest.impression",
        scope=view.id,
        title="Your own impression first",
        hint="Look at the film and write what you see (T leads here). The machine's findings are shown after that.",
        send="Keep it and show the findings",
        locked=not in_hand(view),
        renew_seconds=renew_seconds(sitting, view),
        on_send=lambda text: _state(sitting, text),
        on_alive=sitting.alive,
    )


def _state(sitting: Sitting, text: str) -> bool:
    return sitting.step(lambda seen: sitting.room.state_impression(sitting.reader, seen.id, seen.version, text))
