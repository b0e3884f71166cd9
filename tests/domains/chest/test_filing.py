from concurrent.futures import ThreadPoolExecutor

import pytest

from core.intake.refusal import Refused
from data import audit
from data.actor import SYSTEM, Actor, NotAllowed
from domains.chest.cases import CaseState
from domains.chest.store import CaseRow
from tests.domains.chest.room import Room
from tests.domains.chest.studies import study_film


def send(room: Room, data: bytes) -> tuple[str, str]:
    outcome = room.service.file_film(SYSTEM, data, "sent.dcm", "dicom")
    assert outcome.reason.endswith(".")
    return outcome.case_id, outcome.state


def test_films_of_one_study_become_one_case(room: Room, ada: Actor) -> None:
    first, state = send(room, study_film(1, "LL"))
    assert state == "new"
    assert send(room, study_film(2, "PA")) == (first, "added")
    case = room.service.open_case(ada, first)
    assert [(film.lateral, film.is_read) for film in case.films] == [(True, False), (False, True)]
    assert case.record.view == "PA"
    assert any("lateral" in notice for notice in case.notices)
    with room.database.read() as session:
        row = session.get(CaseRow, first)
        assert row is not None
        assert (row.source, row.patient_issuer, row.accession_number) == ("dicom", "North", "A1")
        told = [(film.study_uid, film.series_uid, film.sop_instance_uid) for film in row.films]
    assert told == [("1.2.1", "1.2.1.1", "1.2.1.1.1"), ("1.2.1", "1.2.1.2", "1.2.1.2.1")]
    assert [row.detail["outcome"] for row in room.log() if row.action == "film.file"] == ["new", "added"]
    assert audit.verify(room.database).ok


def test_what_is_there_is_not_stored_again(room: Room) -> None:
    first, _ = send(room, study_film(1))
    kept = list(room.context.blobs.digests())
    assert send(room, study_film(1)) == (first, "duplicate")
    assert send(room, study_film(1, StationName="RESENT")) == (first, "duplicate")
    assert list(room.context.blobs.digests()) == kept
    assert room.count("films") == 1


@pytest.mark.parametrize(
    ("other", "claimed"),
    [
        ({"IssuerOfPatientID": "South"}, True),
        ({"PatientID": "P2"}, True),
        ({"StudyInstanceUID": "1.2.2", "SOPInstanceUID": "1.2.2.9"}, False),
    ],
)
def test_another_issuer_patient_or_study_is_another_case(
    room: Room, ada: Actor, other: dict[str, str], claimed: bool
) -> None:
    first, _ = send(room, study_film(1))
    second, state = send(room, study_film(2, **other))
    assert (second != first, state) == (True, "new")
    warned = any("check whose film" in notice for notice in room.service.open_case(ada, second).notices)
    assert warned is claimed


def test_films_without_a_study_stay_apart(room: Room, png_film: bytes) -> None:
    states = [send(room, study_film(n, StudyInstanceUID=None)) for n in (1, 2)]
    assert [state for _, state in states] == ["new", "new"]
    assert states[0][0] != states[1][0]


def test_a_film_of_a_signed_study_becomes_a_case_that_names_it(room: Room, ada: Actor) -> None:
    first = room.case(ada, film=study_film(1)).id
    case = room.read(ada, first)
    case = room.service.accept_undecided(ada, first, case.version)
    room.service.sign(ada, first, case.version, confirmed=True)
    second, state = send(room, study_film(2))
    assert (state, second != first) == ("new", True)
    late = room.service.open_case(ada, second)
    assert any(first in notice for notice in late.notices)
    assert [prior.id for prior in late.priors] == [first]
    assert send(room, study_film(1)) == (first, "duplicate")


def test_senders_that_come_at_once_make_one_case(room: Room, ada: Actor) -> None:
    films = [study_film(n) for n in range(6)] + [study_film(0)]
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(lambda data: send(room, data), films))
    assert len({case_id for case_id, _ in outcomes}) == 1
    assert sorted(state for _, state in outcomes) == ["added"] * 5 + ["duplicate", "new"]
    assert [film.index for film in room.service.open_case(ada, outcomes[0][0]).films] == list(range(6))


def test_what_cannot_be_read_leaves_its_digest_and_reason(room: Room) -> None:
    with pytest.raises(Refused):
        room.service.file_film(SYSTEM, b"junk", "x", "watch")
    (row,) = room.log()
    assert row.action == "film.file.refused"
    assert set(row.detail) == {"why", "film_sha256"}
    assert room.count("cases") == 0


def test_a_learner_files_nothing(room: Room, learner: Actor) -> None:
    with pytest.raises(NotAllowed):
        room.service.file_film(learner, study_film(1), "x", "dicom")


def test_a_demonstration_takes_no_real_film(room: Room, ada: Actor) -> None:
    first, _ = send(room, study_film(1))
    with room.database.write() as session:
        row = session.get(CaseRow, first)
        assert row is not None
        row.is_demonstration = True
    second, state = send(room, study_film(1))
    assert (state, second != first) == ("new", True)
    assert room.service.open_case(ada, second).state is CaseState.NEW
