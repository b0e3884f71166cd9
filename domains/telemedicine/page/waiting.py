"""While the machine works on a visit: each step with how far it is, and ways to stop it and to go on."""

from __future__ import annotations

from html import escape

import streamlit as st

from domains.telemedicine.page import leaving
from domains.telemedicine.page.sitting import Sitting, go, said
from domains.telemedicine.page.wording import lasting, moment
from domains.telemedicine.views import Progress, StepView, VisitState, VisitView
from ui.kit.widgets import failure, heading

EVERY_SECONDS = 0.7
SIGNS = {"done": "\N{CHECK MARK}", "running": "\N{BLACK CIRCLE}", "failed": "\N{BALLOT X}"}
WORDS = {"done": "done", "running": "at work", "failed": "failed", "waiting": "waiting"}


def draw(sitting: Sitting, view: VisitView) -> None:
    """Draw how far it is."""
    with st.container(horizontal=True, vertical_alignment="center", key="telemedicine-head"):
        with st.container(width="stretch"):
            heading(view.patient_label or "No name", (view.patient_reference, view.title, moment(view.at)))
        if st.button("All visits", key="telemedicine.back", icon=":material/arrow_back:"):
            go(visit=None)
            st.rerun()
        leaving.delete_button(sitting, view)
    if words := said():
        failure(words)
    with st.container(key="telemedicine-working", width=860):
        if view.state is VisitState.WORKING:
            _progress(sitting, view)
        else:
            _stopped(sitting, view)


@st.fragment(run_every=EVERY_SECONDS)
def _progress(sitting: Sitting, view: VisitView) -> None:
    now = sitting.attempt(lambda: sitting.service.progress(sitting.reader, view.id))
    if now is None or now.state is not VisitState.WORKING:
        sitting.open(view.id, anew=True)
        st.rerun()
    _drawn(now)
    if st.button("Cancel", key="telemedicine.cancel", help="What is done is kept; it can go on later."):
        sitting.does(lambda: sitting.service.cancel(sitting.reader, view.id))
        st.rerun()
    st.caption("You may leave this page: the work goes on, and the visit waits for you in the list.")


def _drawn(now: Progress) -> None:
    rest = f", {lasting(now.remaining_seconds)} left" if now.remaining_seconds is not None else ""
    st.progress(min(1.0, max(0.0, now.fraction)), f"{now.sentence or 'At work'}{rest}")
    st.html(steps_html(now.steps))


def _stopped(sitting: Sitting, view: VisitView) -> None:
    if view.reason:
        failure(view.reason)
    now = sitting.attempt(lambda: sitting.service.progress(sitting.reader, view.id))
    if now is not None:
        st.html(steps_html(now.steps, told=view.reason))
    if view.state is not VisitState.STOPPED:
        return
    with st.container(horizontal=True):
        if st.button("Go on", key="telemedicine.resume", type="primary"):
            sitting.does(lambda: sitting.service.resume(sitting.reader, view.id))
            st.rerun()
        if st.button("Bring in something else", key="telemedicine.again"):
            go(bring="1")
            st.rerun()


def steps_html(steps: tuple[StepView, ...], told: str = "") -> str:
    """The steps as a list; what was ``told`` already is not repeated."""
    lines = "".join(_step(step, "" if step.message == told else step.message) for step in steps)
    return f'<ol class="telemedicine-steps" aria-label="Steps">{lines}</ol>'


def _step(step: StepView, message: str) -> str:
    share = 1.0 if step.state == "done" else step.fraction
    far = WORDS.get(step.state, step.state) if step.state != "running" else f"{share:.0%}"
    sign = f'<span class="sign" aria-hidden="true">{SIGNS.get(step.state, "")}</span>'
    bar = f'<span class="track" aria-hidden="true"><i style="width:{share * 100:.1f}%"></i></span>'
    more = f"<em>{escape(message)}</em>" if message else ""
    state = escape(step.state)
    return f'<li data-state="{state}">{sign}<span>{escape(step.title)}</span>{bar}<small>{far}</small>{more}</li>'
