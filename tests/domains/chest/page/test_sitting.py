from collections import Counter
from typing import Any

import pytest
import streamlit as st

from core.intake.refusal import Refused
from data.actor import Actor
from domains.chest.cases import CaseView
from domains.chest.page.sitting import CASE, SAID, Sitting, said, say
from tests.domains.chest.room import Room


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    monkeypatch.setattr(st, "session_state", kept)
    return kept


def test_a_case_is_opened_once_and_opened_anew_only_when_asked(room: Room, ada: Actor, state: dict[str, Any]) -> None:
    case = room.case(ada)
    sitting = Sitting(room.service, ada)
    for _ in range(3):
        assert sitting.open(case.id) == case
    assert Counter(room.actions())["case.open"] == 1
    sitting.open(case.id, anew=True)
    assert Counter(room.actions())["case.open"] == 2


def test_a_film_is_fetched_once(room: Room, ada: Actor, png_film: bytes, state: dict[str, Any]) -> None:
    case = room.service.create_case(ada, film=png_film)
    sitting = Sitting(room.service, ada)
    view = sitting.open(case.id)
    assert view is not None
    first, second = sitting.pictures(view), sitting.pictures(view)
    assert first is second
    (picture,) = first[0]
    assert picture is not None and picture.png.startswith(b"\x89PNG")
    assert Counter(room.actions())["film.view"] == 1


def test_leaving_a_case_lets_its_pictures_go(room: Room, ada: Actor, png_film: bytes, state: dict[str, Any]) -> None:
    sitting = Sitting(room.service, ada)
    view = sitting.open(room.service.create_case(ada, film=png_film).id)
    assert view is not None
    sitting.pictures(view)
    sitting.forget()
    assert state == {}


def test_someone_elses_case_is_none_with_one_sentence(
    room: Room, ada: Actor, bob: Actor, state: dict[str, Any]
) -> None:
    room.configure(shared_worklist=False)
    case = room.case(ada)
    assert Sitting(room.service, bob).open(case.id) is None
    assert "There is no such case for you" in said()


@pytest.mark.parametrize("case_id", ["", "0" * 32, "../x", "<script>"])
def test_an_address_that_names_nothing_is_none(room: Room, ada: Actor, state: dict[str, Any], case_id: str) -> None:
    assert Sitting(room.service, ada).open(case_id) is None
    assert state[SAID]


def test_a_learner_gets_nothing(room: Room, ada: Actor, learner: Actor, state: dict[str, Any]) -> None:
    assert Sitting(room.service, learner).open(room.case(ada).id) is None
    assert "clinician" in said().lower()


def test_a_refused_step_keeps_its_sentence_and_the_case(room: Room, ada: Actor, state: dict[str, Any]) -> None:
    sitting = Sitting(room.service, ada)
    before = sitting.open(room.case(ada).id)

    def refuse(_view: CaseView) -> CaseView:
        raise Refused("film", "It is no film.")

    assert not sitting.step(refuse)
    assert sitting.open(before.id if before else "") == before
    assert said() == "It is no film."


def test_a_sentence_is_said_once(state: dict[str, Any]) -> None:
    say("Mind this.")
    assert (said(), said()) == ("Mind this.", "")


def test_a_case_is_in_hand_while_the_reader_stays_and_let_go_when_they_leave(
    room: Room, ada: Actor, bob: Actor, state: dict[str, Any]
) -> None:
    sitting = Sitting(room.service, ada)
    case = room.reviewable(ada)
    view = sitting.open(case.id)
    assert view is not None and view.lock is not None and view.lock.mine
    sitting.open(case.id, anew=True)
    assert room.service.open_case(bob, case.id).lock is not None, "looking again is no leaving"
    sitting.open(room.case(ada).id)
    assert room.service.open_case(bob, case.id).lock is None, "another case is"
    assert room.actions().count("lock.release") == 1


def test_a_reader_at_work_learns_that_the_case_was_taken_over(
    room: Room, ada: Actor, bob: Actor, state: dict[str, Any]
) -> None:
    sitting = Sitting(room.service, ada)
    case = room.reviewable(ada)
    sitting.open(case.id)
    sitting.alive()
    room.service.take_over(bob, case.id)
    sitting.alive()
    kept: CaseView = state[CASE]
    assert kept.lock is not None and kept.lock.name == "Dr Bob"
    assert said() == "Dr Bob took this case over from you; what you typed is still here."
    sitting.forget()
    assert room.service.open_case(bob, case.id).lock is not None, "another reader's lock is left alone"
