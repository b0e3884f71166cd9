"""Taking a visit away as a file; nothing is made before it is asked for."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from domains.telemedicine.page.sitting import PROBLEMS, Sitting, sentence
from domains.telemedicine.views import Exported, VisitView
from ui.kit.widgets import failure

KINDS: Mapping[str, tuple[str, str]] = {
    "text": ("Note as text", "The note with its headings and what each sentence rests on."),
    "summary": ("Summary for the patient", "In plain language, as text."),
    "vtt": ("Transcript as WebVTT", "With times and speakers, for players and editors."),
    "fhir": ("FHIR bundle", "Encounter, documents, composition and provenance as JSON."),
}
RELEASES = {4: "R4", 5: "R5"}
MADE = "telemedicine.made"
NAMED = "These files name the patient: keep them as you keep the record itself."


def button(sitting: Sitting, view: VisitView) -> None:
    """The way to it."""
    if st.button("Save", key="telemedicine.save", icon=":material/download:", help="Take the visit as a file"):
        st.session_state.pop(MADE, None)
        _dialog(sitting, view)


@st.dialog("Save as a file", width="medium")
def _dialog(sitting: Sitting, view: VisitView) -> None:
    kind = st.radio(
        "What",
        list(KINDS),
        format_func=lambda each: KINDS[each][0],
        captions=[about for _, about in KINDS.values()],
        key="telemedicine.kind",
    )
    release = 4
    if kind == "fhir":
        release = st.segmented_control(
            "Release",
            list(RELEASES),
            format_func=RELEASES.__getitem__,
            default=4,
            required=True,
            key="telemedicine.fhir",
        )
    st.caption(NAMED)
    if st.button("Make the file", key="telemedicine.make", type="primary"):
        _make(sitting, view, (kind, release))
    made: tuple[tuple[str, int], Exported] | None = st.session_state.get(MADE)
    if made and made[0] == (kind, release):
        _download(made[1])


def _make(sitting: Sitting, view: VisitView, choice: tuple[str, int]) -> None:
    try:
        st.session_state[MADE] = (choice, sitting.service.export(sitting.reader, view.id, *choice))
    except PROBLEMS as error:
        st.session_state.pop(MADE, None)
        failure(sentence(error))


def _download(made: Exported) -> None:
    st.download_button(
        f"Download {made.name}",
        made.data,
        file_name=made.name,
        mime=made.mime,
        key="telemedicine.download",
        icon=":material/download:",
        on_click="ignore",
    )
