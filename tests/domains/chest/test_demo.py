from datetime import date

import pytest

from data import audit
from data.actor import SYSTEM, Actor
from domains.chest import demo
from domains.chest.cases import Badge, CaseState, Filters, Order, Stated
from domains.chest.demo import NO_FILM, STORIES
from tests.domains.chest.room import Room


def test_the_demonstration_is_made_once_and_taken_up_where_it_stopped(
    room: Room, ada: Actor, chest_film: bytes
) -> None:
    assert room.service.demo(ada) == ()
    listed = room.service.worklist(ada, Filters(demonstration=True), Order.OLDEST)
    assert [row.state for row in listed.rows] == [story.goal for story in STORIES]
    assert {row.badge for row in listed.rows} == {Badge.MIXED, Badge.SYNTHETIC}
    assert room.service.counts(ada).signed == 2
    made, rows = room.count("readings"), room.count("cases")
    assert room.service.demo(ada) == ()
    assert (room.count("readings"), room.count("cases"), room.count("signed_versions")) == (made, rows, 3)
    signed = next(row for row in listed.rows if row.state is CaseState.SIGNED)
    case = room.service.open_case(ada, signed.id)
    assert [version.kind for version in case.signed] == ["original", "addendum"]
    assert case.decisions["Mass"].stated is Stated.PRESENT
    assert case.decisions["Mass"].by == "Dr Ada"
    assert all(version.intact for version in case.signed)
    assert audit.verify(room.database).ok
    (followed,) = [row for row in listed.rows if row.patient_label.endswith("Flora") and row.state is CaseState.NEW]
    (prior,) = room.service.open_case(ada, followed.id).priors
    assert (prior.state, prior.study_date) == (CaseState.SIGNED, date(2004, 3, 1))
    assert case.priors == ()


def test_without_the_film_the_other_cases_are_made(room: Room, monkeypatch: pytest.MonkeyPatch, ada: Actor) -> None:
    monkeypatch.setattr(demo, "PACKAGE", "no_such_package")
    assert room.service.demo(SYSTEM) == (NO_FILM,)
    listed = room.service.worklist(ada, order=Order.OLDEST)
    assert [row.patient_label for row in listed.rows] == ["Demonstration, Dora", "Demonstration, Emil"]
    assert {row.created_by for row in listed.rows} == {"Demonstration clinician"}


def test_the_demonstration_respects_blind_first(
    room: Room, monkeypatch: pytest.MonkeyPatch, ada: Actor, chest_film: bytes
) -> None:
    monkeypatch.setattr(demo, "STORIES", [story for story in STORIES if story.key == "film-signed"])
    room.configure(blind_first=True)
    assert room.service.demo(ada) == ()
    assert room.service.counts(ada).signed == 1
