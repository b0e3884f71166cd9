"""What of a signed case is on its way to an archive, and the way to send it there."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from data.actor import NotAllowed
from domains.chest.cases import CaseView
from domains.chest.network.outbox import Transmission
from domains.chest.network.outgoing import KINDS
from domains.chest.page.sitting import Sitting
from domains.chest.page.wording import moment
from ui.kit.widgets import badge_html, empty, failure

EVERY_SECONDS = 2.0
WORDS = {"waiting": "Waiting", "sent": "Sent", "failed": "Failed", "cancelled": "Cancelled"}
NO_ARCHIVE = "An administrator names one under Administration, in the settings of the chest reading room."
SEEN, WRONG = "chest.sent", "chest.sent.wrong"


def draw(sitting: Sitting, view: CaseView) -> None:
    """The offer to send, and what became of what was sent."""
    outbox = sitting.room.network.outbox
    names = [server.name for server in outbox.destinations()]
    if names:
        _offer(sitting, view, names)
    else:
        empty("No archive is configured", NO_ARCHIVE)
    if problem := st.session_state.pop(WRONG, ""):
        failure(problem)
    _state(sitting, view)


def _offer(sitting: Sitting, view: CaseView, names: list[str]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        kind = st.selectbox("What", list(KINDS), format_func=KINDS.__getitem__, key="chest.send.kind")
        name = st.selectbox("To", names, key="chest.send.to")
        asked = st.button("Send", key="chest.send.now", type="primary", icon=":material/send:")
    if asked:
        with st.spinner("Making it"):
            _step(lambda: sitting.room.network.outbox.send(sitting.reader, view.id, kind, name))


def _state(sitting: Sitting, view: CaseView) -> None:
    listed = sitting.room.network.outbox.listing(sitting.reader, view.id)
    waits = any(each.state == "waiting" for each in listed)
    st.fragment(lambda: _list(sitting, view), run_every=EVERY_SECONDS if waits else None)()


def _list(sitting: Sitting, view: CaseView) -> None:
    outbox = sitting.room.network.outbox
    for each in outbox.listing(sitting.reader, view.id):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", border=True):
            _line(each)
            if each.state == "waiting" and st.button("Cancel", key=f"chest.send.cancel.{each.id}"):
                _step(lambda id=each.id: outbox.cancel(sitting.reader, view.id, id))  # type: ignore[misc]
            if each.state in ("failed", "cancelled") or (each.attempts and each.state == "waiting"):
                if st.button("Try again", key=f"chest.send.retry.{each.id}"):
                    _step(lambda id=each.id: outbox.retry(sitting.reader, view.id, id))  # type: ignore[misc]


def _line(each: Transmission) -> None:
    with st.container(width="stretch", gap=None):
        st.html(badge_html(WORDS[each.state]))
        st.text(f"{KINDS.get(each.kind, each.kind)} to {each.destination}")
        st.caption(_when(each))
        if each.error:
            st.caption(each.error)


def _when(each: Transmission) -> str:
    if each.sent_at:
        return f"sent {moment(each.sent_at)}, asked for by {each.asked_by}"
    tries = f", {each.attempts} {'try' if each.attempts == 1 else 'tries'}" if each.attempts else ""
    onward = f", next one {moment(each.next_at)}" if each.next_at and each.attempts else ""
    return f"asked for by {each.asked_by} {moment(each.asked_at)}{tries}{onward}"


def _step(change: Callable[[], object]) -> None:
    try:
        change()
    except (RuntimeError, ValueError, NotAllowed) as error:
        st.session_state[WRONG] = str(error)
    st.rerun()
