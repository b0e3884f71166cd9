import pytest

from data.actor import Actor
from domains.chest.cases import CaseView, NoSuchCase
from tests.domains.chest.room import Room
from tests.domains.chest.studies import study_film


def case_on(room: Room, actor: Actor, day: str, **elements: str) -> CaseView:
    uid = f"1.2.{day}"
    film = study_film(1, StudyDate=day, StudyInstanceUID=uid, SOPInstanceUID=f"{uid}.1", **elements)
    return room.service.create_case(actor, film=film, name=f"{day}.dcm")


def priors(room: Room, actor: Actor, case: CaseView) -> list[str]:
    return [prior.films[0].name for prior in room.service.open_case(actor, case.id).priors]


def test_earlier_cases_of_the_patient_are_listed_the_newest_first(room: Room, ada: Actor) -> None:
    now = case_on(room, ada, "20240601")
    for day in ("20230101", "20240101", "20220101", "20250101"):
        case_on(room, ada, day)
    assert priors(room, ada, now) == ["20240101.dcm", "20230101.dcm", "20220101.dcm"]


@pytest.mark.parametrize("other", [{"PatientID": "P2"}, {"IssuerOfPatientID": "South"}, {"PatientID": ""}])
def test_a_name_alone_never_makes_a_prior(room: Room, ada: Actor, other: dict[str, str]) -> None:
    case_on(room, ada, "20200101", **other)
    assert priors(room, ada, case_on(room, ada, "20240601")) == []
    assert priors(room, ada, case_on(room, ada, "20240602", PatientID="", IssuerOfPatientID="")) == []


def test_only_what_the_reader_may_see_is_listed_and_opened(room: Room, ada: Actor, bob: Actor) -> None:
    prior, case = case_on(room, bob, "20200101"), case_on(room, ada, "20240601")
    assert priors(room, ada, case) == ["20200101.dcm"]
    opened = room.service.open_prior(ada, case.id, prior.id)
    assert (opened.listed.id, opened.signed) == (prior.id, ())
    row = room.log()[-1]
    assert (row.action, row.subject, row.detail) == ("prior.open", f"case/{prior.id}", {"beside": case.id})
    room.configure(shared_worklist=False)
    assert priors(room, ada, case) == []
    with pytest.raises(NoSuchCase):
        room.service.open_prior(ada, case.id, prior.id)
    assert room.actions()[-1] == "prior.open.refused"


def test_a_later_case_or_another_patients_is_no_prior(room: Room, ada: Actor) -> None:
    case, later = case_on(room, ada, "20240601"), case_on(room, ada, "20250601")
    stranger = case_on(room, ada, "20200101", PatientID="P2")
    for other in (later, stranger, case):
        with pytest.raises(NoSuchCase):
            room.service.open_prior(ada, case.id, other.id)
