"""The dialog in which cases are brought in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from data.actor import NotAllowed
from domains.chest.cases import KnownFilm, Priority, Record
from domains.chest.delivery import Brought
from domains.chest.laboratory import ANALYTES, parse, plain_unit
from domains.chest.page.sitting import Sitting, go, say
from domains.chest.page.wording import SEXES, VIEWS
from ui.kit.widgets import failure, notice

UNKNOWN = "Not recorded"
KNOWN = "chest.new.known"
MANY = "{} was not taken. {}"


@st.dialog("New case", width="medium")
def dialog(sitting: Sitting) -> None:
    """Ask for films, a note and what is recorded; any of them may be missing."""
    with st.form("chest.new.form", border=False, enter_to_submit=False):
        told = _fields()
        sent = st.form_submit_button("Bring in and read", type="primary", key="chest.new.send")
    if sent:
        _ask(sitting, told)
    found = _found(told)
    if found:
        _offer(sitting, found, told)
    elif sent:
        _bring_in(sitting, told)


def _fields() -> dict[str, Any]:
    films = st.file_uploader(
        "Films",
        accept_multiple_files=True,
        help="DICOM, PNG or JPEG; what they are is told by their content. Films of one study become one case.",
        key="chest.new.film",
    )
    note = st.text_area("Clinical note", placeholder="Symptoms, history, question", height=120, key="chest.new.note")
    letter, confirmed = _letter()
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
    laboratory = _laboratory()
    return {
        "laboratory": laboratory,
        "films": films,
        "note": note,
        "letter": letter,
        "note_confirmed": confirmed,
        "record": record,
        "patient": patient,
        "priority": priority,
    }


def _letter() -> tuple[bytes | None, bool]:
    """A note as a file, and the reader's word that it is this patient's where it names another."""
    with st.expander("The note as a file: plain text, or a FHIR DocumentReference"):
        file = st.file_uploader("Note", key="chest.new.letter", label_visibility="collapsed")
        words = "It belongs to this patient, although it may name another"
        confirmed = st.checkbox(words, key="chest.new.letter.confirmed")
    return (file.getvalue() if file else None), confirmed


def _written(told: dict[str, Any]) -> str | bytes | None:
    """The note, typed or chosen.

    Raises:
        ValueError: both were given.
    """
    typed = str(told["note"]).strip()
    if typed and told["letter"]:
        raise ValueError("There is a typed note and one in a file; keep one of them.")
    return typed or told["letter"] or None


def _laboratory() -> dict[str, str]:
    with st.expander("Laboratory values near the time of the film"):
        columns = st.columns(len(ANALYTES))
        typed = {
            name: column.text_input(f"{about.title} ({plain_unit(about)})", key=f"chest.new.{name}", max_chars=16)
            for column, (name, about) in zip(columns, ANALYTES.items(), strict=True)
        }
    return {name: text for name, text in typed.items() if text.strip()}


def _named(words: dict[str, str]) -> Any:
    return lambda value: (
        UNKNOWN if value is None else words[value].capitalize() if len(words[value]) > 2 else words[value]
    )


def _contents(told: dict[str, Any]) -> list[tuple[str, bytes]]:
    return [(film.name, film.getvalue()) for film in told["films"]]


def _chosen(told: dict[str, Any]) -> tuple[str, ...]:
    return tuple(film.file_id for film in told["films"])


def _ask(sitting: Sitting, told: dict[str, Any]) -> None:
    """Whether the worklist has some of the films already; the answer holds for these files only."""
    try:
        found = sitting.room.known_films(sitting.reader, _contents(told)) if told["films"] else ()
    except (ValueError, NotAllowed):
        found = ()
    st.session_state[KNOWN] = (_chosen(told), found)


def _found(told: dict[str, Any]) -> Sequence[KnownFilm]:
    chosen, found = st.session_state.get(KNOWN, ((), ()))
    return found if chosen == _chosen(told) else ()


def _offer(sitting: Sitting, found: Sequence[KnownFilm], told: dict[str, Any]) -> None:
    """The reader opens the case that has the film, or says that a second one is wanted."""
    for film in found:
        notice(f"{film.name} is in the worklist already: {film.patient_label}, {film.state}.")
    with st.container(horizontal=True):
        if st.button("Open that case", key="chest.new.open", type="primary"):
            st.session_state.pop(KNOWN)
            go(found[0].case_id)
            st.rerun()
        if st.button("Bring it in all the same", key="chest.new.again"):
            _bring_in(sitting, told)


def _bring_in(sitting: Sitting, told: dict[str, Any]) -> None:
    """Where nothing was kept, the dialog stays open with all that was typed."""
    films = _contents(told)
    rest = {key: value for key, value in told.items() if key not in ("films", "note", "letter", "laboratory")}
    bar = st.progress(0.0, "Checking the films") if len(films) > 1 else None

    def tell(fraction: float, name: str) -> None:
        if bar is not None:
            bar.progress(fraction, f"Checking {name}")

    try:
        values = tuple(parse(name, text) for name, text in told["laboratory"].items())
        rest["record"] = replace(told["record"], laboratory=values)
        brought = sitting.room.bring_in(sitting.reader, films, note=_written(told), tell=tell, **rest)
        for case in brought.cases:
            sitting.room.start_reading(sitting.reader, case.id)
    except (ValueError, NotAllowed) as error:
        failure(str(error))
        return
    _leave(brought)


def _leave(brought: Brought) -> None:
    sentences = [MANY.format(each.name, each.sentence) for each in brought.left_out]
    if not brought.cases:
        for sentence in sentences:
            failure(sentence)
        return
    st.session_state.pop(KNOWN, None)
    if sentences:
        say(" ".join(sentences))
    go(brought.cases[0].id if len(brought.cases) == 1 else None)
    st.rerun()
