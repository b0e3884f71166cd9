"""Taking a signed case away as a file, with names or without; nothing is made before it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from data.actor import NotAllowed
from domains.chest.cases import CaseView
from domains.chest.outputs.made import Made, packed
from domains.chest.page.sitting import CASE, Sitting
from ui.kit.widgets import failure, notice

KINDS: Mapping[str, tuple[str, str]] = {
    "sr": ("DICOM report", "Structured report (TID 1500): your statements, the machine's reading and its regions."),
    "sc": ("Picture with overlay", "Secondary capture: the film with regions and heat maps burned in, for sharing."),
    "gsps": ("Presentation state", "Window and regions, drawn over the original film by the viewer that opens it."),
    "ko": ("Key film", "Key object selection: marks the film that the report rests on."),
    "film": ("Film as DICOM", "The films that came as pictures, as secondary captures."),
    "fhir": ("FHIR bundle", "Report, observations, provenance and audit events as JSON."),
    "csv": ("Table", "One row a finding, for a spreadsheet."),
}
RELEASES = {4: "R4", 5: "R5"}
MADE, WRONG = "chest.export.made", "chest.export.wrong"
IDENTIFIED = "This file names the patient and the reader: keep it as you keep the record itself."
NAMELESS = "Names, numbers and days are replaced, free text is left out; films must have been checked for text."


@dataclass(frozen=True)
class Choice:
    """What is asked for."""

    case: str
    version: int
    kind: str
    nameless: bool
    release: int


def button(sitting: Sitting) -> None:
    """The way to it."""
    if st.button("Export", key="chest.export", icon=":material/download:", help="Take the signed reading as a file"):
        for name in (MADE, WRONG):
            st.session_state.pop(name, None)
        dialog(sitting)


@st.dialog("Export", width="medium")
def dialog(sitting: Sitting) -> None:
    """Where it happens."""
    panel(sitting)


def panel(sitting: Sitting) -> None:
    """Choose, have it made, and take it."""
    view: CaseView = st.session_state[CASE]
    choice = _choice(view)
    (notice if choice.nameless else st.caption)(NAMELESS if choice.nameless else IDENTIFIED)
    if st.button("Make the file", key="chest.export.make", type="primary"):
        with st.spinner("Making it"):
            _make(sitting, choice)
    if problem := st.session_state.pop(WRONG, ""):
        failure(problem)
    made: tuple[Choice, Made] | None = st.session_state.get(MADE)
    if made and made[0] == choice:
        _download(made[1])


def _choice(view: CaseView) -> Choice:
    kinds = [kind for kind in KINDS if _fits(view, kind)]
    kind = st.radio(
        "What",
        kinds,
        format_func=lambda each: KINDS[each][0],
        captions=[KINDS[each][1] for each in kinds],
        key="chest.export.kind",
    )
    release = 4
    if kind == "fhir":
        release = st.segmented_control(
            "Release",
            list(RELEASES),
            format_func=RELEASES.__getitem__,
            default=4,
            required=True,
            key="chest.export.fhir",
        )
    nameless = st.toggle("Without names (de-identified)", key="chest.export.nameless")
    return Choice(view.id, view.version, kind or kinds[0], nameless, release or 4)


def _fits(view: CaseView, kind: str) -> bool:
    """Whether a case has what this kind shows: pictures need a film, and captures one that is no DICOM."""
    if kind == "film":
        return any(not film.facts.get("sop_uid") for film in view.films)
    return bool(view.films) or kind in ("sr", "fhir", "csv")


def _make(sitting: Sitting, choice: Choice) -> None:
    try:
        made = sitting.room.export(sitting.reader, choice.case, choice.kind, choice.nameless, choice.release)
    except (ValueError, NotAllowed) as error:
        st.session_state[WRONG] = str(error)
        st.session_state.pop(MADE, None)
        return
    st.session_state[MADE] = (choice, packed(made))


def _download(made: Made) -> None:
    st.download_button(
        f"Download {made.name}",
        made.data,
        file_name=made.name,
        mime=made.media_type,
        key="chest.export.take",
        icon=":material/download:",
        on_click="ignore",
    )
