"""The dialog in which a word is changed: its texts, its picture, its recording."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from domains.vocabulary.page.seat import PROBLEMS, Seat, sentence
from domains.vocabulary.views import NoteFacts
from ui.kit.widgets import failure

LEVELS = ("", "A1", "A2", "B1", "B2", "C1", "C2")


@st.dialog("Edit the word", width="medium")
def dialog(seat: Seat, note_id: int, on_saved: Callable[[], None] = lambda: None) -> None:
    """Change a note; what cannot be kept is said and nothing is changed."""
    try:
        note = seat.service.note(seat.who, note_id)
    except PROBLEMS as error:
        failure(sentence(error))
        return
    with st.form(f"vocabulary.edit.{note_id}", border=False, enter_to_submit=False):
        fields = _fields(note)
        picture, recording = _media(seat, note)
        kept = st.form_submit_button("Save", type="primary", key="vocabulary.edit.save")
    if kept and _save(seat, note, fields, picture, recording):
        on_saved()
        st.rerun()


def _fields(note: NoteFacts) -> dict[str, Any]:
    left, right = st.columns(2)
    word = left.text_input("Word", note.word)
    meaning = right.text_input("Meaning", note.meaning)
    accepted = st.text_input("Also right", ", ".join(note.accepted), help="Further right answers, divided by commas")
    example = st.text_input("Example", note.example, help="Put the word into double braces: Yo como {{pan}}.")
    first, second, third = st.columns(3)
    ipa = first.text_input("Pronunciation (IPA)", note.ipa)
    level = second.selectbox("Level", LEVELS, LEVELS.index(note.level) if note.level in LEVELS else 0)
    tags = third.text_input("Tags", " ".join(note.tags), help="Divided by spaces")
    return {
        "word": word.strip(),
        "meaning": meaning.strip(),
        "accepted": tuple(part.strip() for part in accepted.split(",") if part.strip()),
        "example": example.strip(),
        "ipa": ipa.strip(),
        "level": level or "",
        "tags": tuple(tags.split()),
    }


def _media(seat: Seat, note: NoteFacts) -> tuple[Any, Any]:
    left, right = st.columns(2)
    with left:
        if address := seat.address(note.picture, "edit.picture"):
            st.html(f'<div class="vocabulary-suggestion"><img src="{address}" alt="The picture as it is"></div>')
        picture = st.file_uploader("Own picture", type=["png", "jpg", "jpeg", "webp", "gif"], key="vocabulary.edit.pic")
    with right:
        recording = st.audio_input("Own recording", key="vocabulary.edit.sound")
    return picture, recording


def _save(seat: Seat, note: NoteFacts, fields: dict[str, Any], picture: Any, recording: Any) -> bool:
    changed = {name: value for name, value in fields.items() if value != getattr(note, name)}
    try:
        if changed:
            seat.service.change_note(seat.who, note.id, **changed)
        if picture is not None:
            seat.service.set_picture(seat.who, note.id, picture.getvalue())
        if recording is not None:
            seat.service.set_recording(seat.who, note.id, recording.getvalue())
    except PROBLEMS as error:
        failure(sentence(error))
        return False
    return True
