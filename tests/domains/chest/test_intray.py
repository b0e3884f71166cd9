from datetime import date

import pytest

from core.intake.refusal import Refused
from core.weights import digest
from data import audit
from data.actor import Actor
from domains.chest.cases import Badge, CaseState, Conflict, NoSuchCase, NotNow, Priority, Record
from domains.chest.parcel import patient_name
from tests.domains.chest.room import NOTE, Room


def test_a_film_completes_the_record_and_names_the_patient(room: Room, ada: Actor, chest_film: bytes) -> None:
    case = room.service.create_case(ada, film=chest_film, name="RG1_UNCR.dcm", note=NOTE, priority=Priority.STAT)
    assert case.state is CaseState.NEW
    assert case.priority is Priority.STAT
    assert case.badge is Badge.REAL
    assert case.patient_reference == "9RG1"
    assert case.patient_label == "CompressedSamples, RG1"
    assert case.study_date == date(2004, 8, 26)
    assert case.study_uid == "1.3.6.1.4.1.5962.1.2.9.20040826185059.5457"
    assert (case.record.sex, case.record.view) == ("F", "PA")
    assert case.note is not None
    assert (case.note.text, case.note.digest) == (NOTE, digest(NOTE.encode()))


def test_a_film_is_kept_as_it_came(room: Room, ada: Actor, chest_film: bytes) -> None:
    case = room.service.create_case(ada, film=chest_film, name="../RG1\x00.dcm")
    (film,) = case.films
    assert (film.rows, film.columns) == (1955, 1841)
    assert film.facts["photometric"] == "MONOCHROME1"
    assert film.digest == digest(chest_film)
    assert room.context.blobs.get(film.digest) == chest_film


def test_what_the_clinician_says_stands_and_the_difference_is_told(room: Room, ada: Actor, chest_film: bytes) -> None:
    given = Record(age=30, sex="M", view="PA")
    case = room.service.create_case(ada, film=chest_film, record=given, patient="  Roe, Jane ")
    assert case.record == given
    assert case.patient_label == "Roe, Jane"
    assert [notice.split(",")[0] for notice in case.notices if "record was used" in notice] == [
        "The film says age 64.5",
        "The film says sex F",
    ]


def test_a_note_or_a_record_alone_is_a_case(room: Room, ada: Actor) -> None:
    note = room.service.create_case(ada, note="\ufeffFieber seit gestern.".encode())
    assert note.note is not None
    assert note.note.text == "Fieber seit gestern."
    record = room.service.create_case(ada, record=Record(age=0.0))
    assert record.record == Record(age=0.0)
    assert record.patient_label == "Unnamed patient"
    assert record.note is None


REFUSALS = {
    "nothing": {"note": "  \n"},
    "empty film": {"film": b""},
    "no film": {"film": b"%PDF-1.7 not a film"},
    "truncated": {"film": None},
    "empty note": {"note": b""},
    "latin note": {"note": "Müdigkeit, Übelkeit".encode("latin-1")},
    "broken text": {"note": "cough \ud800"},
    "age": {"note": NOTE, "record": Record(age=200)},
    "nan": {"note": NOTE, "record": Record(age=float("nan"))},
    "sex": {"note": NOTE, "record": Record(sex="female")},
    "view": {"note": NOTE, "record": Record(view="oblique")},
}


@pytest.mark.parametrize("kind", REFUSALS)
def test_what_is_refused_leaves_one_sentence_and_one_audit_row(
    room: Room, ada: Actor, chest_film: bytes, kind: str
) -> None:
    parts = {"film": chest_film[:100_000]} if kind == "truncated" else REFUSALS[kind]
    with pytest.raises(Refused) as refused:
        room.service.create_case(ada, name="Roe_Jane.dcm", **parts)  # type: ignore[arg-type]
    assert refused.value.sentence.endswith(".")
    assert "\n" not in refused.value.sentence
    (row,) = room.log()
    assert row.action == "case.create.refused"
    assert row.detail["why"] == refused.value.code
    assert "Roe" not in str(row)
    assert room.count("cases") == room.count("films") == room.count("notes") == 0
    assert list(room.context.blobs.digests()) == []
    assert audit.verify(room.database).ok


def test_a_refused_file_is_known_by_its_digest(room: Room, ada: Actor) -> None:
    with pytest.raises(Refused):
        room.service.create_case(ada, film=b"junk", note=NOTE)
    (row,) = room.log()
    assert row.detail["film_sha256"] == digest(b"junk")
    assert row.detail["note_sha256"] == digest(NOTE.encode())


def test_a_film_over_the_limit_of_the_house_is_refused(room: Room, ada: Actor) -> None:
    room.configure(max_film_megabytes=1)
    with pytest.raises(Refused, match="larger than 1 MB"):
        room.service.create_case(ada, film=b"\x00" * (1024 * 1024 + 1))


def test_discarding_takes_everything_but_the_audit(room: Room, ada: Actor, png_film: bytes) -> None:
    case = room.service.create_case(ada, film=png_film, note=NOTE)
    room.service.discard(ada, case.id, case.version)
    assert [room.count(table) for table in ("cases", "films", "notes")] == [0, 0, 0]
    assert list(room.context.blobs.digests()) == []
    assert room.actions() == ["case.create", "case.discard"]
    with pytest.raises(NoSuchCase):
        room.service.open_case(ada, case.id)


def test_discarding_a_read_case_takes_its_reading(room: Room, ada: Actor) -> None:
    case = room.read(ada, room.case(ada).id)
    case = room.service.accept_undecided(ada, case.id, case.version)
    room.service.discard(ada, case.id, case.version)
    assert [room.count(table) for table in ("cases", "readings", "decisions")] == [0, 0, 0]


def test_a_film_that_another_case_has_stays(room: Room, ada: Actor, png_film: bytes) -> None:
    first = room.service.create_case(ada, film=png_film)
    second = room.service.create_case(ada, film=png_film)
    room.service.discard(ada, first.id, first.version)
    assert room.context.blobs.get(second.films[0].digest) == png_film
    assert room.service.film(ada, second.id).width == 260


def test_a_changed_or_signed_case_is_not_discarded(room: Room, ada: Actor) -> None:
    case = room.case(ada)
    with pytest.raises(Conflict):
        room.service.discard(ada, case.id, case.version + 1)
    signed = room.signed(ada)
    with pytest.raises(NotNow, match="The case is signed"):
        room.service.discard(ada, signed.id, signed.version)


@pytest.mark.parametrize(
    ("raw", "shown"), [("Doe^Jane^^Dr", "Doe, Jane Dr"), ("Doe", "Doe"), ("^Jane", "Jane"), ("", ""), (None, "")]
)
def test_names_are_written_as_people_write_them(raw: str | None, shown: str) -> None:
    assert patient_name({"patient_name": raw}) == shown
