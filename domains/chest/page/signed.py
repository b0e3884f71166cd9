"""A signed case: the report as it stands, its versions, and what may still be done: add to it, or go on."""

from __future__ import annotations

import streamlit as st

from domains.chest.cases import CaseView, SignedVersion
from domains.chest.page import export, findings, pixelcheck, transmissions
from domains.chest.page.filters import onward
from domains.chest.page.sitting import CASE, Sitting, go, said
from domains.chest.page.wording import moment
from ui.kit.widgets import failure

ALTERED = "Version {number} no longer matches its digest: do not rely on it, and tell your administrator."


def buttons(sitting: Sitting, view: CaseView) -> None:
    """Add to the reading, take it away, or go on to the next case."""
    if st.button("Addendum", key="chest.addendum", shortcut="d"):
        addendum(sitting)
    pixelcheck.button(sitting, view)
    export.button(sitting)
    if st.button("Next case", key="chest.next", type="primary", icon=":material/arrow_forward:", shortcut="n"):
        go(sitting.room.next_case(sitting.reader, view.id, onward()))
        st.rerun()


def draw(sitting: Sitting, view: CaseView) -> None:
    """The report first; the findings, where it was sent, and the history behind it."""
    report, found, sending, history = st.tabs(["Report", "Findings", "Sending", "History"])
    with report:
        for version in view.signed:
            _version(version)
    with found:
        findings.draw(sitting, view)
    with sending:
        transmissions.draw(sitting, view)
    with history:
        for version in reversed(view.signed):
            _trace(version)


def _version(version: SignedVersion) -> None:
    if not version.intact:
        failure(ALTERED.format(number=version.number))
    with st.container(border=True):
        kind = "Report" if version.kind == "original" else "Addendum"
        st.caption(f"**{kind}** · signed by {version.signed_by} · {moment(version.signed_at)}")
        st.text(version.text)


def _trace(version: SignedVersion) -> None:
    state = "intact" if version.intact else "altered"
    with st.expander(f"Version {version.number}, {version.kind}, {moment(version.signed_at)}, {state}"):
        st.caption(f"SHA-256 of the document: `{version.sha256}`")
        st.json(dict(version.document), expanded=1)


@st.dialog("Addendum", width="medium")
def addendum(sitting: Sitting) -> None:
    """Ask for words that become a further version."""
    view: CaseView = st.session_state[CASE]
    if problem := said():
        failure(problem)
    with st.form("chest.addendum.form", border=False):
        text = st.text_area("What is to be added", key=f"chest.addendum.{len(view.signed)}", height=160)
        st.caption(f"You sign it as {sitting.reader.name}; what was signed before stays as it is.")
        sent = st.form_submit_button("Sign the addendum", key="chest.addendum.now", type="primary")
    if sent:
        sitting.step(lambda seen: sitting.room.addendum(sitting.reader, seen.id, text))
        st.rerun()
