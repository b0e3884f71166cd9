"""The note: reviewed sentence by sentence, signed, and amended."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from domains.telemedicine.page.sitting import Sitting, said
from domains.telemedicine.page.told import Drawn
from domains.telemedicine.page.wording import moment
from domains.telemedicine.views import SentenceState, SentenceView, SignedNote, VisitState, VisitView
from ui.kit.draft import Act, Kind, Section, Sentence, Shown, Source, draft
from ui.kit.widgets import NOT_CLEARED, failure, notice

SIGNING, SHORT, NOTE = "telemedicine.signing", 160, 380
PROMISE = "I have read the note against what was said, and answer for it."
ALTERED = "Version {number} no longer matches its digest: do not rely on it, and tell your administrator."


def draw(sitting: Sitting, view: VisitView, told: Drawn) -> None:
    """The note under review, or the signed one."""
    if view.state is VisitState.SIGNED and view.signed:
        _signed(sitting, view, told)
        return
    if not any(section.sentences for section in view.note):
        notice("Nobody said anything that belongs in a note: add sentences of your own.")
    draft(_shown(sitting, view, told), key="telemedicine.note", on_act=lambda act: _act(sitting, act))
    if st.session_state.pop(SIGNING, False):
        _sign(sitting)


def _shown(sitting: Sitting, view: VisitView, told: Drawn) -> Shown:
    sections = [
        Section(section.number, section.title, [_sentence(each, told) for each in section.sentences])
        for section in view.note
    ]
    return Shown(f"visit/{view.id}", sections, False, view.undo, view.sign_blocker, sitting.service.rewrites())


def _sentence(view: SentenceView, told: Drawn) -> Sentence:
    sources = [_source(at, told) for at in view.sources if at < len(told.lines)]
    return Sentence(view.number, view.text, str(view.state), sources, view.author, view.proposed, view.source_changed)


def _source(at: int, told: Drawn) -> Source:
    line = told.lines[at]
    said_there = f"{told.speakers[line.speaker].name}: {line.text}"
    return Source(at, line.start, said_there[:SHORT])


def _act(sitting: Sitting, act: Act) -> None:
    """One decision; that somebody wants to sign opens the dialog."""
    if act.kind is Kind.SIGN:
        st.session_state[SIGNING] = True
        return
    service, reader = sitting.service, sitting.reader
    at = (act.section, act.number)
    steps: Mapping[Kind, Callable[[VisitView], VisitView]] = {
        Kind.ACCEPT: lambda v: service.accept(reader, v.id, v.version, *at, act.accepted),
        Kind.EDIT: lambda v: service.edit_sentence(reader, v.id, v.version, *at, act.text),
        Kind.REMOVE: lambda v: service.remove_sentence(reader, v.id, v.version, *at),
        Kind.ADD: lambda v: service.add_sentence(reader, v.id, v.version, act.section, act.text, act.sources),
        Kind.ACCEPT_ALL: lambda v: service.accept_all(reader, v.id, v.version),
        Kind.REWRITE: lambda v: service.rewrite(reader, v.id, v.version),
        Kind.UNDO: lambda v: service.undo(reader, v.id, v.version),
    }
    sitting.step(steps[act.kind])


@st.dialog("Sign this note", width="medium")
def _sign(sitting: Sitting) -> None:
    """Show what is about to be signed, and ask for the clinician's word."""
    view = sitting.view
    if view is None:
        st.rerun()
    if words := said():
        failure(words)
    st.caption(NOT_CLEARED)
    with st.container(border=True, height=NOTE):
        st.text(note_text(view))
    if view.consent is not None and not view.consent.consent.keep_recording and view.recording is not None:
        notice("The patient did not agree that the recording is kept: it is deleted when you sign.")
    confirmed = st.checkbox(PROMISE, key=f"telemedicine.promise.{view.id}.{view.version}")
    st.caption(f"You sign as {sitting.reader.name}; a signed note cannot be changed, only amended.")
    if st.button("Sign and freeze", key="telemedicine.sign", type="primary", disabled=not confirmed):
        if sitting.does(lambda: sitting.service.sign(sitting.reader, view.id, view.version), "Signed."):
            st.session_state.pop("telemedicine.files", None)
        st.rerun()


def note_text(view: VisitView) -> str:
    """The note as it would be signed."""
    blocks = []
    for section in view.note:
        lines = [each.text for each in section.sentences if each.state is not SentenceState.REMOVED]
        if lines:
            blocks.append("\n".join([section.title, *lines]))
    return "\n\n".join(blocks)


def _signed(sitting: Sitting, view: VisitView, told: Drawn) -> None:
    """What was signed last, with its sources, and the way to a further version."""
    latest = view.signed[-1]
    if not latest.intact:
        failure(ALTERED.format(number=latest.number))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"Signed by {latest.signed_by}, {moment(latest.signed_at)}{_version(latest)}", width="stretch")
        if st.button("Amend", key="telemedicine.amend", icon=":material/edit_note:"):
            _amend(sitting)
    draft(_frozen(view, latest, told), key="telemedicine.signed", on_act=lambda _act: None)


def _version(note: SignedNote) -> str:
    return f", version {note.number}: {note.reason}" if note.reason else ""


def _frozen(view: VisitView, note: SignedNote, told: Drawn) -> Shown:
    sections = [
        Section(at, str(section["title"]), [_kept(n, each, told) for n, each in enumerate(section["sentences"])])
        for at, section in enumerate(note.sections)
    ]
    return Shown(f"visit/{view.id}", sections, locked=True)


def _kept(number: int, told: Mapping[str, object], drawn: Drawn) -> Sentence:
    named = told.get("sources")
    numbers = [at for at in named if isinstance(at, int)] if isinstance(named, list | tuple) else []
    sources = [_source(at, drawn) for at in numbers if at < len(drawn.lines)]
    author = str(told.get("author") or "machine")
    return Sentence(number, str(told["text"]), str(told.get("state") or "accepted"), sources, author)


@st.dialog("Amend this note", width="medium")
def _amend(sitting: Sitting) -> None:
    """Ask why; what was signed stays as it is, and the note can be reviewed again."""
    view = sitting.view
    if view is None:
        st.rerun()
    if words := said():
        failure(words)
    with st.form("telemedicine.amend.form", border=False):
        reason = st.text_input("Why it is amended", max_chars=300, key=f"telemedicine.reason.{len(view.signed)}")
        st.caption("The signed version stays; what you sign next becomes a further version with this reason.")
        sent = st.form_submit_button("Open it again", key="telemedicine.amend.now", type="primary")
    if sent:
        sitting.step(lambda seen: sitting.service.amend(sitting.reader, seen.id, reason))
        st.rerun()
