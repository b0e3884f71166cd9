"""A chat and attachments beside what was said."""

import pytest

from core.intake.refusal import Refused
from data.audit import rows
from domains.telemedicine.transcripts import TranscriptRefused
from domains.telemedicine.views import NotNow, VisitState
from tests.domains.telemedicine.conftest import ADA, TALK, Practice

LETTER = b"Discharge letter\nAllergic to penicillin.\n"


def test_a_chat_and_a_letter_are_told_after_what_was_said_and_can_be_sources(practice: Practice) -> None:
    service, number = practice.service, practice.begun()
    service.add_transcript(ADA, number, TALK.encode(), "talk.txt")
    service.add_chat(ADA, number, "Patient: My phone number changed.")
    letter = service.attach(ADA, number, LETTER, "letter.txt")
    assert (letter.number, letter.kind, letter.name) == (0, "document", "letter.txt")
    assert service.attachment(ADA, number, 0) == (LETTER, letter.mime)
    service.start(ADA, number)
    assert service.settle(number, 60)
    view = service.open(ADA, number)
    assert view.state is VisitState.READY and len(view.attachments) == 1
    kinds = [one["kind"] for one in view.told["utterances"]]
    assert kinds == ["speech"] * 15 + ["chat"] + ["document"] * 2
    view = service.add_sentence(ADA, number, view.version, 0, "Allergic to penicillin.", [17])
    assert "[document, turn 18]" in service.export(ADA, number, "text").data.decode()


def test_a_chat_alone_is_a_consultation_too(practice: Practice) -> None:
    service, number = practice.service, practice.begun()
    service.add_chat(ADA, number, ["Doctor: How are you?", "Patient: I have a cough for 3 weeks."])
    service.start(ADA, number)
    assert service.settle(number, 60)
    assert len(service.open(ADA, number).told["utterances"]) == 2


def test_what_cannot_be_read_leaves_its_audit_row_alone(practice: Practice) -> None:
    service, number = practice.service, practice.begun()
    for data in (b"", b"%PDF-1.7 x", bytes(range(256)) * 4):
        with pytest.raises(Refused):
            service.attach(ADA, number, data, "scan.pdf")
    for text in (" ", "x" * 200_001):
        with pytest.raises((NotNow, TranscriptRefused), match="chat"):
            service.add_chat(ADA, number, text)
    with pytest.raises(NotNow, match="no such picture"):
        service.attachment(ADA, number, 0)
    assert list(practice.context.blobs.digests()) == []
    found = [row for row in rows(practice.database, limit=30) if row.action == "attachment.add.refused"]
    assert len(found) == 3


def test_another_recording_takes_the_place_of_the_first_and_its_bytes_go(practice: Practice) -> None:
    service, number = practice.service, practice.begun()
    for content in (b"RIFF____WAVEone", b"RIFF____WAVEtwo"):
        view = service.add_recording(ADA, number, content, "talk.wav")
    assert view.recording is not None and view.recording.mime == "audio/wav"
    assert service.recording(ADA, number)[0].read_bytes() == b"RIFF____WAVEtwo"
    assert list(practice.context.blobs.digests()) == [view.recording.sha256]
