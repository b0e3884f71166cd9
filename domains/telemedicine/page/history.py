"""What happened to a visit: its consent, its signed versions, how long it is kept."""

from __future__ import annotations

from datetime import date, timedelta
from html import escape

import streamlit as st

from domains.telemedicine.page.notes import ALTERED
from domains.telemedicine.page.sitting import Sitting
from domains.telemedicine.page.told import Drawn
from domains.telemedicine.page.wording import HOW, day, escaped, moment, size
from domains.telemedicine.views import ConsentView, RecordingView, SignedNote, VisitView
from ui.kit.widgets import failure

EVENTS = 100


def draw(sitting: Sitting, view: VisitView, _told: Drawn) -> None:
    """Draw it, the latest first."""
    for version in reversed(view.signed):
        _version(version)
    _consent(view.consent)
    if view.recording is not None:
        _recording(view.recording)
    _retention(sitting, view)
    _events(view)


def _version(note: SignedNote) -> None:
    if not note.intact:
        failure(ALTERED.format(number=note.number))
    state = "intact" if note.intact else "altered"
    with st.expander(f"Version {note.number}, signed by {note.signed_by}, {moment(note.signed_at)}, {state}"):
        if note.reason:
            st.caption(f"Amended: {escaped(note.reason)}")
        st.text(note.text)
        st.caption(f"SHA-256 of the document: `{note.sha256}`  \nof the transcript: `{note.transcript_sha256}`")


def _consent(view: ConsentView | None) -> None:
    st.markdown("##### Consent")
    if view is None:
        st.write("This visit is from before consent was recorded here: it can be read, exported and deleted.")
        return
    told = view.consent
    how = HOW.get(told.how, told.how)
    by, to = escaped(told.by), escaped(view.recorded_by)
    st.markdown(f"{how} by {by}, {moment(view.at)}, recorded by {to}.")
    keeps = "may be kept after signing" if told.keep_recording else "is deleted when the note is signed"
    reads = "may be read by others who treat the patient" if told.chest else "stays here"
    st.markdown(f"The recording {keeps}. The signed note {reads}.")
    with st.expander("The words"):
        st.write(told.words)


def _recording(told: RecordingView) -> None:
    st.markdown("##### Recording")
    until = f" Deleted after {day(told.until)}." if told.until else ""
    st.markdown(f"{escaped(told.name)}, {size(told.size)}.{until}")
    st.caption(f"SHA-256: `{told.sha256}`")


def _events(view: VisitView) -> None:
    """What was done to it, newest first."""
    if not view.history:
        return
    st.markdown("##### What was done")
    rows = "".join(
        f"<tr><td>{moment(each.at)}</td><td>{escape(each.who)}</td><td>{escape(each.what)}</td></tr>"
        for each in view.history[:EVENTS]
    )
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("When", "Who", "What"))
    more = f"<p>And {len(view.history) - EVENTS} more.</p>" if len(view.history) > EVENTS else ""
    st.html(f'<table class="telemedicine-events"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>{more}')


def _retention(sitting: Sitting, view: VisitView) -> None:
    st.markdown("##### Kept until")
    with st.form("telemedicine.retention", border=False, enter_to_submit=False):
        chosen = st.date_input(
            "The visit is deleted after this day",
            value=view.keep_until,
            min_value=date.today() + timedelta(days=1),
            max_value=date.today() + timedelta(days=366 * 100),
            format="YYYY-MM-DD",
            key=f"telemedicine.until.{view.id}.{view.keep_until}",
            width=260,
        )
        sent = st.form_submit_button("Change the day", key="telemedicine.until.now")
    if sent and isinstance(chosen, date):
        sitting.step(lambda seen: sitting.service.keep_until(sitting.reader, seen.id, chosen))
        st.rerun(scope="fragment")
