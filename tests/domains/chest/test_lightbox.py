import pytest

from core.intake.refusal import Refused
from data.actor import Actor
from domains.chest.cases import CaseState, CaseView, Conflict, NotNow
from tests.domains.chest.room import NOTE, Room
from tests.domains.chest.studies import study_film


def made(room: Room, actor: Actor, *films: bytes, **parts: object) -> CaseView:
    named = [(f"{i}.dcm", data) for i, data in enumerate(films)]
    return room.service.create_case(actor, films=named, **parts)  # type: ignore[arg-type]


def test_several_films_are_brought_in_as_one_case(room: Room, ada: Actor) -> None:
    case = made(room, ada, study_film(1, "LL"), study_film(2, "AP"))
    assert [film.name for film in case.films] == ["0.dcm", "1.dcm"]
    assert [film.index for film in case.films if film.is_read] == [1]
    assert (case.record.view, case.patient_label) == ("AP", "Doe, Jane")


@pytest.mark.parametrize(
    ("other", "sentence"), [({"PatientID": "P2"}, "more than one patient"), ({"StudyInstanceUID": "1.9"}, "one study")]
)
def test_films_of_two_studies_are_no_case(room: Room, ada: Actor, other: dict[str, str], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        made(room, ada, study_film(1), study_film(2, **other))
    assert room.count("cases") == 0
    assert list(room.context.blobs.digests()) == []


def test_of_several_films_the_one_that_is_refused_is_named(room: Room, ada: Actor) -> None:
    with pytest.raises(Refused, match=r"^1\.dcm: "):
        made(room, ada, study_film(1), b"junk")


def test_a_film_is_added_removed_and_chosen(room: Room, ada: Actor) -> None:
    case = made(room, ada, study_film(1, "LL"))
    kept = set(room.context.blobs.digests())
    case = room.service.add_film(ada, case.id, case.version, study_film(2, "PA"), "pa.dcm")
    case = room.service.add_film(ada, case.id, case.version, study_film(3, "AP"), "ap.dcm")
    assert [film.is_read for film in case.films] == [False, True, False]
    case = room.service.choose_film(ada, case.id, case.version, 2)
    assert ([film.is_read for film in case.films], case.record.view) == ([False, False, True], "AP")
    with pytest.raises(NotNow, match="frontal films only"):
        room.service.choose_film(ada, case.id, case.version, 0)
    case = room.service.remove_film(ada, case.id, case.version, 1)
    assert [(film.index, film.name, film.is_read) for film in case.films] == [(0, "0.dcm", False), (1, "ap.dcm", True)]
    case = room.service.remove_film(ada, case.id, case.version, 1)
    assert case.record.view == "LL"
    assert set(room.context.blobs.digests()) == kept
    with pytest.raises(NotNow, match="all that the case has"):
        room.service.remove_film(ada, case.id, case.version, 0)


@pytest.mark.parametrize(
    ("film", "sentence"),
    [
        (study_film(1), "in the case already"),
        (study_film(1, StationName="X"), "in the case already"),
        (study_film(2, PatientID="P2"), "another patient"),
        (study_film(2, IssuerOfPatientID="South"), "another patient"),
        (study_film(2, StudyInstanceUID="1.9"), "another study"),
    ],
    ids=["same", "same number", "patient", "issuer", "study"],
)
def test_what_does_not_belong_is_not_added(room: Room, ada: Actor, film: bytes, sentence: str) -> None:
    case = made(room, ada, study_film(1))
    with pytest.raises(NotNow, match=sentence):
        room.service.add_film(ada, case.id, case.version, film, "x")
    assert room.count("films") == 1


def test_changes_need_the_case_as_it_is_and_a_film_that_is_there(room: Room, ada: Actor) -> None:
    case = made(room, ada, study_film(1), study_film(2))
    with pytest.raises(Conflict):
        room.service.remove_film(ada, case.id, case.version + 1, 0)
    for change in (room.service.remove_film, room.service.choose_film):
        with pytest.raises(NotNow, match="no such film"):
            change(ada, case.id, case.version, 2)
    with pytest.raises(Refused):
        room.service.add_film(ada, case.id, case.version, b"junk", "x")
    assert room.actions()[-1] == "film.add.refused"


def test_a_reading_is_out_of_date_until_the_film_is_gone_again_or_it_is_read_anew(room: Room, ada: Actor) -> None:
    case = room.read(ada, room.case(ada).id)
    case = room.service.accept_undecided(ada, case.id, case.version)
    case = room.service.add_film(ada, case.id, case.version, study_film(1), "late.dcm")
    assert (case.state, case.patient_reference) == (CaseState.READ, "P1")
    assert case.outdated and case.sign_blocker == case.outdated
    with pytest.raises(NotNow, match="read it again"):
        room.service.sign(ada, case.id, case.version, confirmed=True)
    with pytest.raises(NotNow, match="read it again"):
        room.service.accept_undecided(ada, case.id, case.version)
    back = room.service.remove_film(ada, case.id, case.version, 0)
    assert (back.outdated, back.undecided, back.sign_blocker) == ("", (), "")
    case = room.service.add_film(ada, case.id, back.version, study_film(1), "late.dcm")
    room.service.read_again(ada, case.id, case.version)
    case = room.read(ada, case.id)
    assert case.outdated == ""
    assert case.undecided
    case = room.service.add_film(ada, case.id, case.version, study_film(2, "LL"), "side.dcm")
    assert case.outdated == ""
    assert any("'side.dcm' came in after" in notice for notice in case.notices)
    case = room.service.accept_undecided(ada, case.id, case.version)
    case = room.service.sign(ada, case.id, case.version, confirmed=True)
    with pytest.raises(NotNow, match="its films stay"):
        room.service.remove_film(ada, case.id, case.version, 0)


def test_films_that_the_worklist_has_are_found_before_they_are_brought_in(room: Room, ada: Actor, bob: Actor) -> None:
    case = made(room, ada, study_film(1), note=NOTE)
    asked = [("again.dcm", study_film(1)), ("new.dcm", study_film(2))]
    (found,) = room.service.known_films(bob, asked)
    assert (found.name, found.case_id, found.patient_label) == ("again.dcm", case.id, "Doe, Jane")
    room.configure(shared_worklist=False)
    assert room.service.known_films(bob, asked) == ()
    assert room.actions().count("film.lookup") == 2
