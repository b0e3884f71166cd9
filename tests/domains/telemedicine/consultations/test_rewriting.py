"""Proposals in other words: what was decided on stays, nothing is lost, and a correction does not bring it back."""

from typing import Any

import pytest

from domains.telemedicine.consultations.rewriting import replaced, waiting
from domains.telemedicine.notes.merging import merged
from domains.telemedicine.notes.sentences import accept, drafted
from domains.telemedicine.views import NotNow
from tests.domains.telemedicine.conftest import ADA, Practice

SAID = [{"text": "I cough."}, {"text": "I take aspirin."}]
DRAFT = [
    {"title": "History", "sentences": [{"text": "Coughs.", "sources": [0]}, {"text": "On aspirin.", "sources": [1]}]}
]
OTHER = [{"title": "History", "sentences": [{"text": "Has a cough.", "sources": [0], "author": "model"},
                                            {"text": "On aspirin.", "sources": [1], "author": "machine"}]}]  # fmt: skip


def told(note: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    return [(one["text"], one["author"], one["state"]) for section in note for one in section["sentences"]]


def test_what_is_proposed_is_reworded_in_its_place_and_stays_so_when_all_is_told_anew() -> None:
    note = replaced(drafted(DRAFT), OTHER, SAID)
    assert told(note) == [("Has a cough.", "model", "proposed"), ("On aspirin.", "machine", "proposed")]
    assert told(merged(note, DRAFT, SAID)) == told(note)
    other = [{"text": "I sneeze."}, SAID[1]]
    assert told(merged(note, DRAFT, other))[0] == ("Coughs.", "machine", "proposed")


def test_an_accepted_rewording_is_not_proposed_again_in_the_machines_words() -> None:
    note = replaced(drafted(DRAFT), OTHER, SAID)
    accept(note[0]["sentences"][0], True, SAID)
    assert told(merged(note, DRAFT, SAID))[0] == ("Has a cough.", "model", "accepted")
    assert len(told(merged(note, DRAFT, SAID))) == 2


def test_what_was_decided_on_is_not_handed_over() -> None:
    note = drafted(DRAFT)
    accept(note[0]["sentences"][0], True, SAID)
    assert waiting(note) == [{"title": "History", "sentences": [{"text": "On aspirin.", "sources": [1]}]}]
    with pytest.raises(NotNow, match="lost a sentence"):
        replaced(note, OTHER, SAID)


def test_without_a_model_it_is_told_how_to_have_one(practice: Practice) -> None:
    view = practice.read()
    with pytest.raises(NotNow, match="an administrator names its folder"):
        practice.service.rewrite(ADA, view.id, view.version)
