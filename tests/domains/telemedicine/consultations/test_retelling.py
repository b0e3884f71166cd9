"""A corrected transcript: everything downstream is told anew, and what the clinician did stays."""

import pytest

from domains.telemedicine.views import Conflict, NotNow, VisitView
from tests.domains.telemedicine.conftest import ADA, Practice


def texts(view: VisitView) -> list[str]:
    return [one.text for section in view.note for one in section.sentences]


def states(view: VisitView) -> dict[str, tuple[str, bool]]:
    return {one.text: (one.state.value, one.source_changed) for part in view.note for one in part.sentences}


def place(view: VisitView, word: str) -> tuple[int, int]:
    return next((part.number, one.number) for part in view.note for one in part.sentences if word in one.text)


def test_a_corrected_drug_is_in_the_draft_and_what_was_accepted_is_to_be_looked_at_again(practice: Practice) -> None:
    view, service = practice.read(), practice.service
    assert any("amoxicillin" in text for text in texts(view))
    view = service.accept(ADA, view.id, view.version, *place(view, "amoxicillin"))
    kept = next(text for text in texts(view) if "amoxicillin" in text)
    said = view.told["utterances"][12]["text"].replace("amoxicillin", "doxycycline")
    after = service.correct(ADA, view.id, view.version, 12, said)
    assert after.told["utterances"][12]["corrected"] and after.undo == "the correction of utterance 12"
    assert states(after)[kept] == ("accepted", True)
    assert any("doxycycline" in text and states(after)[text] == ("proposed", False) for text in texts(after))
    after = service.accept_all(ADA, after.id, after.version)
    with pytest.raises(NotNow, match="rests upon has changed"):
        service.sign(ADA, after.id, after.version)
    after = service.remove_sentence(ADA, after.id, after.version, *place(after, "amoxicillin"))
    assert service.sign(ADA, after.id, after.version).text.count("amoxicillin") == 0


def test_undoing_a_correction_puts_transcript_and_note_back(practice: Practice) -> None:
    view, service = practice.read(), practice.service
    after = service.correct(ADA, view.id, view.version, 1, "I am well.")
    assert after.told != view.told and after.version == view.version + 1
    back = service.undo(ADA, view.id, after.version)
    assert (back.told, back.note) == (view.told, view.note)


def test_a_role_that_is_set_stands_when_all_is_told_anew(practice: Practice) -> None:
    view, service = practice.read(), practice.service
    after = service.set_role(ADA, view.id, view.version, "Patient", "other")
    assert {one["role"] for one in after.told["utterances"] if one["speaker"] == "Patient"} == {"other"}
    after = service.correct(ADA, view.id, after.version, 0, "Good evening.")
    assert after.told["utterances"][1]["role"] == "other"


def test_nothing_is_changed_that_changed_meanwhile(practice: Practice) -> None:
    view, service = practice.read(), practice.service
    service.accept(ADA, view.id, view.version, 0, 0)
    with pytest.raises(Conflict):
        service.correct(ADA, view.id, view.version, 1, "I am well.")
    with pytest.raises(NotNow, match="nothing was changed"):
        service.correct(ADA, view.id, view.version + 1, 0, view.told["utterances"][0]["text"])
