"""Signed documents that leave: rebuilt from what may stay."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from core.case import Modality
from core.finding import Evidence, Finding, Span, State
from data.actor import Actor, Role
from domains.chest import codec, deidentify, signing
from domains.chest.cases import Choice, Decision, ReportView, Stated
from domains.chest.deidentify import StillIdentified
from domains.chest.deidentify.known import Known, names
from domains.chest.deidentify.scrub import scrub
from domains.chest.store import CaseRow, NoteRow, ReadingRow

SECRET = b"s" * 32
AT = datetime(2021, 3, 5, 10, 30, tzinfo=UTC)
NOTE = "Mrs Zukamvolin, seen 05.03.2021 by Dr. Bragedah, cough. Call +49 40 5573 9921. MRN 4829137. 93-year-old."


@pytest.fixture
def document() -> dict[str, Any]:
    """A document as the room signs it; built by its own signing from rows that no database has seen."""
    evidence = Evidence("note", Modality.TEXT, 1.2, (Span(40, 45, "cough", "cough, present: x 3"),))
    finding = codec.finding_to_json(Finding("Effusion", -2.0, (evidence,), State.RULE_IN))
    case = CaseRow(
        id="c" * 32, patient_reference="", patient_label="Zukamvolin, Meret", badge="real", age=61.0, sex="F"
    )
    case.view, case.note = "PA", NoteRow(text=NOTE, digest="d" * 64)
    reading = ReadingRow(weights_digest="e" * 64, findings=[finding], refused=[], notices=[], heatmaps={}, made_at=AT)
    reading.operating_point = {}
    case.readings.append(reading)
    decision = Decision("Effusion", Choice.ACCEPT, Stated.PRESENT, "as told by Bragedah", "Dr Ada", AT)
    report = ReportView("Present: effusion.", "Present: effusion.")
    row = signing.original(case, {"Effusion": decision}, report, Actor("a" * 32, "Dr Ada", Role.CLINICIAN), AT)
    return dict(json.loads(row.document))


def test_a_real_document_loses_its_people_and_words(document: dict[str, Any]) -> None:
    left = deidentify.document(document, SECRET)
    text = json.dumps(left)
    for word in ("Zukamvolin", "Meret", "Bragedah", "5573", "4829137", "Dr Ada", document["case"], "cough"):
        assert word not in text
    assert left["note"] is None
    assert left["deidentification"]["free_text"] == "left out"
    assert left["record"] == {"age": 60.0, "sex": "F", "view": "PA", "laboratory": {}}
    assert [each["label"] for each in left["reading"]["findings"]] == [
        each["label"] for each in document["reading"]["findings"]
    ]
    assert left["decisions"][0]["stated"] == document["decisions"][0]["stated"]
    assert left["report"].startswith("Read without a film.")


def test_it_is_the_same_patient_as_in_the_films(document: dict[str, Any]) -> None:
    from pydicom.dataset import Dataset

    document["patient"]["reference"] = "KH-4829137"
    film = Dataset()
    film.PatientID, film.SOPClassUID, film.SOPInstanceUID = "KH-4829137", "1.2.840.10008.5.1.4.1.1.88.33", "1.2.3"
    assert deidentify.document(document, SECRET)["patient"]["reference"] == deidentify.dataset(film, SECRET).PatientID


def test_free_text_is_kept_only_when_asked_for_and_scrubbed(document: dict[str, Any]) -> None:
    left = deidentify.document(document, SECRET, with_text=True)
    assert left["deidentification"]["free_text"] == "scrubbed, which cannot be complete"
    note = left["note"]["text"]
    assert "cough" in note
    for word in ("Zukamvolin", "Bragedah", "5573", "4829137", "2021", "93"):
        assert word not in note


def test_what_cannot_be_known_is_not_copied(document: dict[str, Any]) -> None:
    document |= {"ward": "Zukam", "signed_by": {"id": "1", "name": "Kamgor Wituld"}}
    document["films"] = [{"name": "Zukam.dcm", "sha256": "0" * 64, "facts": {"rows": 5, "patient_name": "Zukam, V"}}]
    document["reading"]["notices"] = ["The film says Zukam."]
    document["decisions"][0]["comment"] = "told Zukam"
    text = json.dumps(deidentify.document(document, SECRET))
    assert "Zukam" not in text
    assert "Wituld" not in text


def test_the_check_refuses_a_document_too(document: dict[str, Any]) -> None:
    label = document["reading"]["findings"][0]["label"] = "Zukamvolin"
    document["decisions"] = []
    with pytest.raises(StillIdentified, match="name"):
        deidentify.document(document, SECRET, more=[Known("name", label)])


@pytest.mark.parametrize(
    "text",
    [
        "Seen by Dr Wituld Kamgor.",
        "Patient: Wituld Kamgor",
        "Lives at Ulmen Street 12.",
        "Mail wituld@klinik.example please",
        "on 3 March 1987",
        "on March 3rd, 1987",
        "since 1987-03-03",
        "Tel. 040 5573 9921",
        "case A4829137",
        "a 97-year-old",
    ],
)
def test_what_looks_like_an_identifier_is_scrubbed(text: str) -> None:
    left = scrub(text, [])
    for word in ("Wituld", "Kamgor", "Ulmen", "klinik", "1987", "March", "5573", "4829137", "97"):
        assert word not in left


def test_what_is_clinical_is_left_alone() -> None:
    text = "Cough for 3 days, CRP 120, BP 120/80, SpO2 92 %, fever 38.5, smoker 20 pack years, aged 61."
    assert scrub(text, names(["Doe^Jane"])) == text
