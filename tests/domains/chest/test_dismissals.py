from collections.abc import Callable

import pytest

from core.finding import Region
from data.actor import Actor
from domains.chest.cases import CaseView, Conflict, NotNow
from tests.domains.chest.room import NOTE, Room


@pytest.fixture
def case(room: Room, ada: Actor) -> CaseView:
    made = room.reviewable(ada)
    room.plant(made.id, 0.2, 1.5)
    return room.service.open_case(ada, made.id)


def test_they_are_ranked_and_lead_back_to_note_and_film(case: CaseView) -> None:
    assert [each.score for each in case.contradictions] == [1.5, 0.2]
    first = case.contradictions[0]
    assert NOTE[first.span_start : first.span_end] == first.text
    assert first.regions == (Region(1, 2, 3, 4, 0.5),)


def test_one_is_put_aside_with_a_reason_and_taken_up_again(room: Room, ada: Actor, bob: Actor, case: CaseView) -> None:
    first, second = case.contradictions
    case = room.service.dismiss_contradiction(bob, case.id, case.version, first.id, " Old\x00 film. ")
    assert [each.id for each in case.contradictions] == [second.id, first.id]
    aside = case.contradictions[1]
    assert (aside.dismissed_reason, aside.dismissed_by) == ("Old film.", "Dr Bob")
    row = room.log()[-1]
    assert (row.action, row.detail["reason"]) == ("contradiction.dismiss", "Old film.")
    with pytest.raises(NotNow, match="Dr Bob put this contradiction aside already"):
        room.service.dismiss_contradiction(ada, case.id, case.version, first.id, "Me too.")
    case = room.service.restore_contradiction(ada, case.id, case.version, first.id)
    assert (case.contradictions[0].id, case.contradictions[0].dismissed_reason) == (first.id, "")
    row = room.log()[-1]
    assert (row.action, row.detail["reason"]) == ("contradiction.restore", "Old film.")
    with pytest.raises(NotNow, match="stands; there is nothing to take back"):
        room.service.restore_contradiction(ada, case.id, case.version, first.id)


@pytest.mark.parametrize(
    ("reason", "sentence"), [("", "Say in words"), (" ?! 12 ", "Say in words"), ("x" * 501, "longer than 500")]
)
def test_a_reason_needs_words(room: Room, ada: Actor, case: CaseView, reason: str, sentence: str) -> None:
    rows = len(room.log())
    with pytest.raises(NotNow, match=sentence):
        room.service.dismiss_contradiction(ada, case.id, case.version, case.contradictions[0].id, reason)
    assert len(room.log()) == rows


def test_only_this_readings_contradictions_are_reached_and_only_as_seen(room: Room, ada: Actor, case: CaseView) -> None:
    other = room.reviewable(ada)
    room.plant(other.id, 1.0)
    foreign = room.service.open_case(ada, other.id).contradictions[0].id
    for unknown in (foreign, 0, -1, 10**9):
        with pytest.raises(NotNow, match="no such contradiction"):
            room.service.dismiss_contradiction(ada, case.id, case.version, unknown, "None of mine.")
    with pytest.raises(Conflict):
        room.service.dismiss_contradiction(ada, case.id, case.version - 1, case.contradictions[0].id, "Too late.")


def test_they_stand_in_the_signed_document_put_aside_or_not(room: Room, ada: Actor, case: CaseView) -> None:
    case = room.service.dismiss_contradiction(ada, case.id, case.version, case.contradictions[0].id, "Old film.")
    case = room.service.accept_undecided(ada, case.id, case.version)
    signed = room.service.sign(ada, case.id, case.version, confirmed=True)
    told = signed.signed[0].document["contradictions"]
    assert isinstance(told, list)
    assert [(each["score"], each["dismissed"] and each["dismissed"]["reason"]) for each in told] == [
        (1.5, "Old film."),
        (0.2, None),
    ]
    late: list[Callable[[], object]] = [
        lambda: room.service.dismiss_contradiction(ada, case.id, signed.version, case.contradictions[0].id, "Late."),
        lambda: room.service.restore_contradiction(ada, case.id, signed.version, case.contradictions[1].id),
    ]
    for step in late:
        with pytest.raises(NotNow, match="goes into an addendum"):
            step()


def test_blind_first_they_are_hidden_until_the_impression(room: Room, ada: Actor, bob: Actor, case: CaseView) -> None:
    room.configure(blind_first=True)
    assert room.service.open_case(ada, case.id).contradictions == ()
    with pytest.raises(NotNow, match="own impression first"):
        room.service.dismiss_contradiction(ada, case.id, case.version, case.contradictions[0].id, "Early.")
    room.service.state_impression(ada, case.id, case.version, "Clear.")
    assert len(room.service.open_case(ada, case.id).contradictions) == 2
    assert room.service.open_case(bob, case.id).contradictions == ()
