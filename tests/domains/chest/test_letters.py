"""Notes as FHIR documents: whose they are is compared before they are kept."""

import json
from pathlib import Path

import pytest

from core.intake.refusal import Refused
from data.actor import Actor
from domains.chest import terminal
from domains.chest.cases import Record
from domains.chest.store import NoteRow
from tests.core.intake.test_letter import PLAIN, attachment, document, sent
from tests.domains.chest.room import Room
from tests.domains.chest.studies import study_film


def letter(patient: str, **more: object) -> bytes:
    return sent(document(attachment(PLAIN), subject={"reference": f"Patient/{patient}"}, **more))


def test_a_document_of_this_patient_becomes_the_note(room: Room, ada: Actor) -> None:
    case = room.service.create_case(ada, film=study_film(1), note=letter("P1", description="Admission"))
    assert case.note is not None
    assert case.note.text == PLAIN
    assert [each for each in case.notices if "note" in each] == ["The note comes from a FHIR document, 'Admission'."]
    with room.database.read() as session:
        row = session.get_one(NoteRow, case.id)
        assert (row.source, row.origin["title"], row.origin["patient_ids"]) == ("fhir", "Admission", ["P1"])


def test_a_document_of_another_patient_is_refused_unless_confirmed(room: Room, ada: Actor) -> None:
    with pytest.raises(Refused, match="The note is of patient P2 and the film of patient P1; choose"):
        room.service.create_case(ada, film=study_film(1), note=letter("P2"))
    assert room.count("cases") == 0
    assert room.log()[-1].action == "case.create.refused"
    case = room.service.create_case(ada, film=study_film(1), note=letter("P2"), note_confirmed=True)
    assert any("that they are the same was confirmed" in each for each in case.notices)


def test_where_nothing_can_be_compared_it_says_so(room: Room, ada: Actor) -> None:
    case = room.service.create_case(ada, note=letter("P2"), record=Record(age=61))
    assert any("names no patient to compare it with" in each for each in case.notices)


def test_the_terminal_takes_it_as_a_note(tmp_path: Path) -> None:
    film, note = tmp_path / "film.dcm", tmp_path / "note.json"
    film.write_bytes(study_film(1))
    note.write_bytes(letter("P2"))
    problems: list[str] = []
    notices: list[str] = []
    assert terminal._note(note, film.read_bytes(), False, problems, notices) is None
    assert problems == [
        "The note is of patient P2 and the film of patient P1; choose the note of this patient, "
        "or confirm that both are the same person."
    ]
    assert terminal._note(note, film.read_bytes(), True, problems, notices) == PLAIN
    assert "confirmed" in notices[0]
    note.write_text(json.dumps({"no": "resource"}))
    assert terminal._note(note, None, False, problems, notices) == '{"no": "resource"}'
