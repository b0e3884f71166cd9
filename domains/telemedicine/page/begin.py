"""A new visit: who it is about, and the consent, which comes before everything else."""

from __future__ import annotations

import streamlit as st

from domains.telemedicine.page.sitting import PROBLEMS, Sitting, go, sentence
from domains.telemedicine.page.wording import CONSENT, HOW
from domains.telemedicine.views import Consent
from ui.kit.widgets import failure

PATIENT, OTHER = "The patient", "Somebody for the patient"


def draw(sitting: Sitting) -> None:
    """Ask for the patient and the consent."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("### New visit", width="stretch")
        if st.button("All visits", key="telemedicine.back", icon=":material/arrow_back:"):
            go(visit=None)
            st.rerun()
    with st.container(key="telemedicine-begin", width=760):
        _form(sitting)


def _form(sitting: Sitting) -> None:
    left, right = st.columns(2)
    label = left.text_input("Patient", placeholder="Name, as your records give it", key="telemedicine.label")
    reference = right.text_input(
        "Patient's number",
        help="As in DICOM and FHIR: it joins the note to the patient's films.",
        key="telemedicine.ref",
    )
    title = st.text_input("Title", placeholder="Consultation", max_chars=200, key="telemedicine.title")
    consent = _consent()
    ready = consent.processing and bool(consent.by)
    hint = "" if ready else "Record first that the patient agreed."
    if st.button(
        "Record the consent and go on", key="telemedicine.begin", type="primary", disabled=not ready, help=hint
    ):
        _begin(sitting, title, reference, label, consent)


def _consent() -> Consent:
    st.markdown("#### Consent")
    st.caption("Read this out, or show it. Nothing is recorded or processed before the patient has agreed.")
    with st.container(border=True):
        st.markdown(f"*\N{LEFT DOUBLE QUOTATION MARK}{CONSENT}\N{RIGHT DOUBLE QUOTATION MARK}*")
    agreed = st.checkbox("The patient agrees to this", key="telemedicine.agreed")
    keep = st.checkbox(
        "The recording may be kept after the note is signed",
        help="Without it the sound and the picture are deleted when you sign; transcript and note stay.",
        key="telemedicine.keep",
    )
    chest = st.checkbox(
        "Others who treat the patient here may read the signed note",
        help="It is then offered where a chest X-ray of the same patient is read.",
        key="telemedicine.chest",
    )
    return Consent(_who(), _how(), CONSENT, agreed, keep, chest)


def _who() -> str:
    left, right = st.columns(2)
    who = left.selectbox("Who agreed", [PATIENT, OTHER], key="telemedicine.who")
    if who == PATIENT:
        return "patient"
    return right.text_input("Name, and what they are to the patient", key="telemedicine.by", max_chars=200).strip()


def _how() -> str:
    return st.radio("How", list(HOW), format_func=HOW.__getitem__, horizontal=True, key="telemedicine.how")


def _begin(sitting: Sitting, title: str, reference: str, label: str, consent: Consent) -> None:
    try:
        id = sitting.service.begin(sitting.reader, title, reference, label, consent)
    except PROBLEMS as error:
        failure(sentence(error))
        return
    go(visit=str(id))
    st.rerun()
