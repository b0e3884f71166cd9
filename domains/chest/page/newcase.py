"""The dialog in which a case is brought in."""

from __future__ import annotations

from typing import Any

import streamlit as st

from data.actor import NotAllowed
from domains.chest.cases import Priority, Record
from domains.chest.page.sitting import Sitting, go
from domains.chest.page.wording import SEXES, VIEWS
from ui.kit.widgets import failure

UNKNOWN = "Not recorded"


@st.dialog("New case", width="medium")
def dialog(sitting: Sitting) -> None:
    """Ask for a film, a note and what is recorded; any of them may be missing."""
    with st.form("chest.new.form", border=False, enter_to_submit=False):
        told = _fields()
        sent = st.form_submit_button("Bring in and read", type="primary", key="chest.new.send")
    if sent:
        _bring_in(sitting, told)


def _fields() -> dict[str, Any]:
    film = st.file_uploader("Film", help="DICOM, PNG or JPEG; what it is is told by its content.", key="chest.new.film")
    note = st.text_area("Clinical note", placeholder="Symptoms, history, question", height=120, key="chest.new.note")
    first, second, third = st.columns(3)
    age = first.number_input("Age (years)", 0, 120, value=None, placeholder=UNKNOWN, key="chest.new.age")
    sex = second.selectbox("Sex", [None, *SEXES], format_func=_named(SEXES), key="chest.new.sex")
    view = third.selectbox("View", [None, *VIEWS], format_func=_named(VIEWS), key="chest.new.view")
    left, right = st.columns([2, 1])
    patient = left.text_input("Patient", placeholder="Taken from the film where it has one", key="chest.new.patient")
    priority = right.selectbox(
        "Priority", list(Priority), index=2, format_func=str.capitalize, key="chest.new.priority"
    )
    record = Record(float(age) if age is not None else None, sex, view)
    return {"film": film, "note": note, "record": record, "patient": patient, "priority": priority}


def _named(words: dict[str, str]) -> Any:
    return lambda value: (
        UNKNOWN if value is None else words[value].capitalize() if len(words[value]) > 2 else words[value]
    )


def _bring_in(sitting: Sitting, told: dict[str, Any]) -> None:
    """Nothing is kept of a case that is refused, so the dialog stays open with all that was typed."""
    film = told.pop("film")
    content, name = (film.getvalue(), film.name) if film else (None, None)
    note = told.pop("note").strip() or None
    try:
        view = sitting.room.create_case(sitting.reader, film=content, name=name, note=note, **told)
        sitting.room.start_reading(sitting.reader, view.id)
    except (ValueError, NotAllowed) as error:
        failure(str(error))
        return
    go(view.id)
    st.rerun()
