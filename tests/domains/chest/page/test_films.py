"""The films of a case as the page hands them to the viewer, and what a reader does with them."""

import json
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from data.actor import Actor
from domains.chest.cases import CaseView
from domains.chest.page.sitting import PRIORS, Sitting, said
from domains.chest.service import ChestService
from tests.domains.chest.room import NOTE, Room
from tests.domains.chest.studies import study_film


def case(room: "ChestService", reader: "Actor", case_id: str) -> None:
    from domains.chest.page import case as part
    from domains.chest.page.sitting import Sitting

    part.draw(Sitting(room, reader), case_id)


def draw(room: Room, reader: Actor, case_id: str) -> AppTest:
    run = AppTest.from_function(case, kwargs={"room": room.service, "reader": reader, "case_id": case_id})
    run.run(timeout=120)
    assert not run.exception, [each.message for each in run.exception]
    return run


def viewer(run: AppTest) -> dict[str, Any]:
    (found,) = [each.proto for each in run.get("bidi_component") if each.proto.component_name == "chiron.viewer"]
    given: dict[str, Any] = json.loads(found.json)
    return given


def study(room: Room, actor: Actor, day: str = "20240229", note: str | None = NOTE) -> CaseView:
    uid = f"1.2.{day}"
    views = ("LL", "PA", "AP")
    films = [
        (f"{view}.dcm", study_film(n, view, StudyDate=day, StudyInstanceUID=uid, SOPInstanceUID=f"{uid}.{n}"))
        for n, view in enumerate(views)
    ]
    return room.service.create_case(actor, films=films, note=note)


def test_all_films_and_earlier_studies_reach_the_viewer(room: Room, ada: Actor) -> None:
    earlier, now = study(room, ada, "20230101"), study(room, ada)
    given = viewer(draw(room, ada, now.id))
    assert [film["view"] for film in given["films"]] == ["LL", "PA", "AP"]
    assert given["film"]["view"] == "PA"
    assert [film["caption"].split("\n")[-1] for film in given["films"]] == [
        *("shown, not read", "read by the machine", "shown, not read")
    ]
    assert given["priors"] == [{"key": earlier.id, "title": "01 Jan 2023, new", "films": None, "report": ""}]


def test_another_film_is_chosen_and_one_is_taken_out(room: Room, ada: Actor) -> None:
    made = study(room, ada)
    run = draw(room, ada, made.id)
    run.button(key="chest.choose.2").click().run(timeout=120)
    assert viewer(run)["film"]["view"] == "AP"
    run.button(key="chest.remove.2").click().run(timeout=120)
    assert [film["view"] for film in viewer(run)["films"]] == ["LL", "PA"]
    assert viewer(run)["film"]["view"] == "PA"


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    monkeypatch.setattr(st, "session_state", kept)
    return kept


def test_an_earlier_case_is_opened_when_it_is_wanted_and_kept_while_the_reader_stays(
    room: Room, ada: Actor, state: dict[str, Any]
) -> None:
    earlier, now = study(room, ada, "20230101"), study(room, ada)
    sitting = Sitting(room.service, ada)
    view = sitting.open(now.id)
    assert view is not None
    sitting.want(view, earlier.id)
    prior, pictures = sitting.priors()[earlier.id]
    assert (prior.listed.id, [picture is not None for picture in pictures]) == (earlier.id, [True] * 3)
    assert room.actions().count("prior.open") == 1
    sitting.open(now.id, anew=True)
    assert earlier.id in sitting.priors()
    sitting.want(view, "0" * 32)
    assert "no such case" in said()
    sitting.forget()
    assert PRIORS not in state
