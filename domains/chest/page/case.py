"""One case: the film on the left, what is known of it and what the reader does about it on the right."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from core.finding import Refusal
from domains.chest import points
from domains.chest.cases import CaseState, CaseView, Priority
from domains.chest.page import discarding, figures, films, findings, hands, lightbox, offered, signed, signing, waiting
from domains.chest.page.sitting import Sitting, go, said, say
from domains.chest.page.wording import facts, once, signal
from ui.kit.widgets import banner, failure, heading, notice, refusal

FILM_TO_FINDINGS, WITHOUT_FILM = (1.42, 1), (0.6, 1)


def draw(sitting: Sitting, case_id: str) -> None:
    """Draw the case, or say why it cannot be shown."""
    if sitting.open(case_id) is None:
        failure(said())
        st.button("Back to the worklist", key="chest.back", on_click=go, args=(None,))
        return
    _case(sitting, case_id)


@st.fragment
def _case(sitting: Sitting, case_id: str) -> None:
    view = sitting.open(case_id)
    if view is None:
        st.rerun()
    problem = said()
    if problem and view.state is CaseState.READING:
        say(problem)  # the end of the reading draws the page anew by itself, before anybody could have read this
    _head(sitting, view)
    with st.container(gap="xsmall"):
        for show, sentence in _sentences(view, problem, sitting.room.settings().operating_notes):
            show(sentence)
        hands.bar(sitting, view)
    left, right = st.columns(FILM_TO_FINDINGS if view.films else WITHOUT_FILM, gap="small")
    with left:
        films.draw(sitting, view)
    with right:
        RIGHT[view.state](sitting, view)


def _head(sitting: Sitting, view: CaseView) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if st.button("Worklist", key="chest.back", icon=":material/arrow_back:", shortcut="l"):
            go(None)
            st.rerun()
        with st.container(width="stretch", gap=None):
            heading(view.patient_label or "No name", (*facts(view), _point(view)), _badges(view))
            banner()
        figures.button(sitting.room)
        lightbox.popover(sitting, view)
        offered.button(sitting, view)
        discarding.popover(sitting, view)
        if view.state is CaseState.READ:
            _sign_button(sitting, view)
        if view.state is CaseState.SIGNED:
            signed.buttons(sitting, view)


def _point(view: CaseView) -> str:
    return points.sentence(view.reading.operating_point).removesuffix(".") if view.reading else ""


def _badges(view: CaseView) -> tuple[str, ...]:
    pressing = (str(view.priority),) if view.priority is not Priority.ROUTINE else ()
    signed_already = (str(view.state),) if view.state is CaseState.SIGNED else ()
    return (*pressing, str(view.badge), *signed_already)


def _sign_button(sitting: Sitting, view: CaseView) -> None:
    elsewhere = "" if hands.in_hand(view) else "Take the case in hand first."
    wait = bool(view.sign_blocker or elsewhere)
    hint = elsewhere or view.sign_blocker or "Look the report over and sign it"
    if st.button("Sign", key="chest.sign", type="primary", disabled=wait, help=hint, shortcut="s"):
        signing.dialog(sitting)


Show = Callable[[str], None]


def _sentences(view: CaseView, problem: str, house_rules: str) -> list[tuple[Show, str]]:
    """What stands between the head and the film, the most pressing first."""
    refused = view.reading.refused if view.reading else ()
    noticed = once((*view.notices, *(view.reading.notices if view.reading else ())))
    told: list[tuple[Show, str]] = [(failure, problem)] if problem else []
    told += [(_refused(each), each.sentence) for each in refused]
    told += [(failure, sentence) for sentence in (view.reason, view.outdated) if sentence]
    return told + [(notice, sentence) for sentence in (*noticed, house_rules) if sentence]


def _refused(each: Refusal) -> Show:
    return lambda sentence: refusal(signal(each.role), sentence)


def _read(sitting: Sitting, view: CaseView) -> None:
    lightbox.again(sitting, view)
    if view.withheld:
        signing.impression(sitting, view)
    else:
        findings.draw(sitting, view)


RIGHT: Mapping[CaseState, Callable[[Sitting, CaseView], None]] = {
    CaseState.NEW: waiting.offer,
    CaseState.READING: waiting.draw,
    CaseState.READ: _read,
    CaseState.SIGNED: signed.draw,
}
