"""What a visit is made of: a live recording, a file, a transcript, what was typed, and what is attached."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from domains.telemedicine.consultations.showing import CUT_OFF
from domains.telemedicine.page import here
from domains.telemedicine.page.sitting import DONE, PROBLEMS, Sitting, go, said, sentence
from domains.telemedicine.page.wording import moment
from domains.telemedicine.views import VisitState, VisitView
from ui.kit.arriving import NotTaken, Spool
from ui.kit.recorder import recorder
from ui.kit.sending import sending
from ui.kit.widgets import failure, heading, notice

TABS = ("Record", "Upload", "Transcript", "Chat", "Attachments")
TRANSCRIPTS = ["txt", "vtt", "srt", "textgrid", "json"]
ATTACHED = ["png", "jpg", "jpeg", "webp", "tif", "tiff", "pdf", "txt"]
GIGABYTE = 1024**3
UPLOADED = "telemedicine.uploaded"
INTERRUPTED = (
    "The recording was interrupted; what was sent until then is kept. Process it, or begin another visit for the rest."
)


@dataclass(frozen=True)
class Pieces:
    """Keeps what the browser records."""

    sitting: Sitting
    id: int

    def begin(self, mime: str, name: str, size: int | None) -> str:
        """A recording begins."""
        try:
            return str(self.sitting.service.live_begin(self.sitting.reader, self.id, mime))
        except PROBLEMS as error:
            raise NotTaken(sentence(error)) from error

    def piece(self, token: str, number: int, data: bytes) -> None:
        """Keep a piece."""
        try:
            self.sitting.service.live_chunk(self.sitting.reader, token, number, data)
        except PROBLEMS as error:
            raise NotTaken(sentence(error)) from error

    def end(self, token: str) -> None:
        """It is whole."""
        try:
            self.sitting.service.live_end(self.sitting.reader, token)
        except PROBLEMS as error:
            raise NotTaken(sentence(error)) from error
        self.sitting.open(self.id, anew=True)
        st.session_state[UPLOADED] = True


def draw(sitting: Sitting, view: VisitView) -> None:
    """Draw the ways to bring something in, and what is here."""
    _head(sitting, view)
    if words := said() or view.reason:
        failure(words)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _ways(sitting, view)
    with right:
        here.draw(sitting, view)


def _head(sitting: Sitting, view: VisitView) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="telemedicine-head"):
        with st.container(width="stretch"):
            heading(view.patient_label or "No name", (view.patient_reference, view.title, moment(view.at)))
        if st.button("All visits", key="telemedicine.back", icon=":material/arrow_back:"):
            go(visit=None, bring=None)
            st.rerun()
        with st.popover("Withdraw", icon=":material/block:"):
            st.write("The patient takes the consent back: all that was brought in is deleted for good.")
            if st.button("Withdraw and delete", key="telemedicine.withdraw", type="primary"):
                _withdraw(sitting, view)


def _withdraw(sitting: Sitting, view: VisitView) -> None:
    try:
        sitting.service.withdraw(sitting.reader, view.id)
    except PROBLEMS as error:
        failure(sentence(error))
        return
    st.session_state[DONE] = "Deleted."
    go(visit=None, bring=None)
    st.rerun()


def _ways(sitting: Sitting, view: VisitView) -> None:
    record, upload, transcript, chat, attach = st.tabs(TABS)
    with record:
        if CUT_OFF in view.inputs:
            notice(f"{INTERRUPTED} Kept: {view.kept}." if view.kept else INTERRUPTED)
        elif _open(view):
            _recorder(sitting, view)
        else:
            notice("The recording is here. Start the processing, or add what was typed and attached first.")
    with upload:
        if _open(view):
            _upload(sitting, view)
        else:
            notice("The recording is here; a visit has one.")
    with transcript:
        _transcript(sitting, view)
    with chat:
        _chat(sitting, view)
    with attach:
        _attach(sitting, view)


def _open(view: VisitView) -> bool:
    """Whether a recording can come in: there is none, or the one that came could not be used."""
    return view.recording is None or view.state is VisitState.STOPPED


@st.fragment
def _recorder(sitting: Sitting, view: VisitView) -> None:
    st.caption("Every few seconds what was recorded is kept here: a lost page loses seconds, not the consultation.")
    recorder(key="telemedicine.recorder", scope=f"visit/{view.id}", taker=Pieces(sitting, view.id))
    _settled()


@st.fragment
def _upload(sitting: Sitting, view: VisitView) -> None:
    largest = int(sitting.service.settings().largest_gigabytes * GIGABYTE)
    folder = sitting.service.spool(view.id)
    sending(
        key="telemedicine.upload",
        scope=f"visit/{view.id}",
        taker=Spool(folder, lambda path, name: _take_file(sitting, view.id, path, name), largest),
        title="Choose a recording, or drop it here",
        hint="Video or sound in any common format: MP4, WebM, MKV, MOV, MP3, M4A, WAV, FLAC, OGG.",
        accept="video/*,audio/*,.mkv,.flac,.opus",
        largest=largest,
    )
    _settled()


def _take_file(sitting: Sitting, id: int, path: Path, name: str) -> None:
    """The whole file becomes the recording of the visit."""
    try:
        sitting.service.add_recording(sitting.reader, id, path, name)
    except PROBLEMS as error:
        raise NotTaken(sentence(error)) from error
    sitting.open(id, anew=True)
    st.session_state[UPLOADED] = True


def _settled() -> None:
    """The last piece is here: the whole page is drawn anew."""
    if st.session_state.pop(UPLOADED, False):
        st.rerun()


def _transcript(sitting: Sitting, view: VisitView) -> None:
    with st.form("telemedicine.transcript", border=False, enter_to_submit=False):
        text = st.text_area(
            "Transcript",
            placeholder="Doctor: What brings you in?\nPatient: I have had this cough for two weeks.",
            height=200,
            key="telemedicine.text",
        )
        file = st.file_uploader(
            "Or a file", type=TRANSCRIPTS, help="Text, WebVTT, SRT, TextGrid or JSON.", key="telemedicine.file"
        )
        sent = st.form_submit_button("Take this transcript", key="telemedicine.take")
    if not sent:
        return
    data, name = (file.getvalue(), file.name) if file is not None else (text.encode(), "transcript.txt")
    _take(lambda: sitting.service.add_transcript(sitting.reader, view.id, data, name), sitting)


def _chat(sitting: Sitting, view: VisitView) -> None:
    with st.form("telemedicine.chat", border=False, enter_to_submit=False, clear_on_submit=False):
        text = st.text_area(
            "What was typed during the consultation",
            placeholder="10:03 Patient: my number is ...\n10:04 Doctor: thank you",
            height=160,
            key="telemedicine.lines",
        )
        sent = st.form_submit_button("Take this chat", key="telemedicine.takechat")
    if sent:
        _take(lambda: sitting.service.add_chat(sitting.reader, view.id, text), sitting)


def _attach(sitting: Sitting, view: VisitView) -> None:
    with st.form("telemedicine.attach", border=False, clear_on_submit=True):
        files = st.file_uploader(
            "Pictures and documents",
            type=ATTACHED,
            accept_multiple_files=True,
            help="Typed pages are read; pictures are shown beside the consultation.",
            key="telemedicine.files.new",
        )
        sent = st.form_submit_button("Attach", key="telemedicine.attach.now")
    if not sent or not files:
        return
    contents = [(file.getvalue(), file.name) for file in files]
    _take(lambda: [sitting.service.attach(sitting.reader, view.id, *each) for each in contents], sitting)


def _take(call: object, sitting: Sitting) -> None:
    with st.spinner("It is looked at."):
        taken = callable(call) and sitting.does(call)
    if taken or said_waits():
        st.rerun()


def said_waits() -> bool:
    """Whether a sentence waits to be drawn."""
    return bool(st.session_state.get("telemedicine.said"))
