from datetime import UTC, datetime

import pytest

from core.case import Modality
from core.finding import Column, Evidence, Finding, Region, Span, State
from data.actor import Actor
from domains.chest.cases import CaseState, CaseView, Choice, Picture
from domains.chest.page import findings
from domains.chest.page.sitting import CASE, SAID, Sitting
from tests.domains.chest.room import Room
from ui.kit.review import Act, Kind


def finding(label: str, state: State, logit: float) -> Finding:
    where = (Region(1, 2, 3, 4, 0.5), Span(0, 1, "x", "present"), Column("age", 60.0, 0.1))
    return Finding(label, logit, (Evidence("image", Modality.IMAGE, 0.0, where),), state)


@pytest.fixture
def read_case(room: Room, ada: Actor) -> CaseView:
    return room.read(ada, room.case(ada).id)


@pytest.fixture
def sitting(room: Room, ada: Actor, read_case: CaseView, monkeypatch: pytest.MonkeyPatch) -> Sitting:
    import streamlit as st

    monkeypatch.setattr(st, "session_state", {CASE: read_case})
    return Sitting(room.service, ada)


def now(sitting: Sitting) -> CaseView:
    view = sitting.open(kept(sitting).id)
    assert view is not None
    return view


def kept(sitting: Sitting) -> CaseView:
    import streamlit as st

    view: CaseView = st.session_state[CASE]
    return view


def test_what_is_ruled_in_comes_first_and_the_likelier_before_the_less_likely(read_case: CaseView) -> None:
    order = [findings.FIRST.index(each.state) for each in findings.ordered(read_case)]
    assert order == sorted(order)
    for state in State:
        likely = [each.probability for each in findings.ordered(read_case) if each.state is state]
        assert likely == sorted(likely, reverse=True)


def test_another_reading_of_a_case_is_another_scope(read_case: CaseView) -> None:
    assert read_case.reading is not None
    assert read_case.id in findings.scope(read_case)
    assert read_case.reading.made_at.isoformat() in findings.scope(read_case)


def test_only_regions_lie_over_the_film_and_a_finding_without_a_heat_map_has_none() -> None:
    found = [finding("mass", State.RULE_IN, 1.0), finding("edema", State.RULE_OUT, -1.0)]
    first, second = findings.layers(found, {"mass": Picture(b"png", 1, 1, "d")})
    assert (first.heat, first.digest, first.title) == (b"png", "d", "Mass")
    assert first.regions == (Region(1, 2, 3, 4, 0.5),)
    assert (second.heat, second.digest) == (None, "")


def test_accept_reject_and_edit_reach_the_store(sitting: Sitting) -> None:
    first, second, third = (each.label for each in findings.ordered(kept(sitting))[:3])
    findings.perform(sitting, Act(Kind.ACCEPT, first))
    findings.perform(sitting, Act(Kind.REJECT, second, comment="artefact"))
    findings.perform(sitting, Act(Kind.EDIT, third, "present", "seen by me"))
    decisions = sitting.room.open_case(sitting.reader, kept(sitting).id).decisions
    assert [decisions[label].choice for label in (first, second, third)] == [Choice.ACCEPT, Choice.REJECT, Choice.EDIT]
    assert decisions[second].comment == "artefact"
    assert (decisions[third].stated, decisions[third].comment) == ("present", "seen by me")


def test_undo_takes_all_that_was_accepted_together_back(sitting: Sitting) -> None:
    findings.perform(sitting, Act(Kind.REST))
    assert now(sitting).undecided == ()
    findings.perform(sitting, Act(Kind.UNDO))
    assert now(sitting).decisions == {}


def test_a_step_that_came_too_late_says_so_and_shows_the_case_as_it_is(
    sitting: Sitting, room: Room, bob: Actor
) -> None:
    import streamlit as st

    before = kept(sitting)
    label = findings.ordered(before)[0].label
    room.service.decide(bob, before.id, before.version, label, Choice.REJECT)
    findings.perform(sitting, Act(Kind.ACCEPT, label))
    assert "Dr Bob changed this case" in st.session_state[SAID]
    assert kept(sitting).decisions[label].by == "Dr Bob"
    findings.perform(sitting, Act(Kind.ACCEPT, label))
    assert kept(sitting).decisions[label].by == "Dr Ada"


def test_nothing_is_decided_on_a_signed_case(sitting: Sitting) -> None:
    import streamlit as st

    findings.perform(sitting, Act(Kind.REST))
    sitting.step(lambda view: sitting.room.sign(sitting.reader, view.id, view.version, True))
    assert kept(sitting).state is CaseState.SIGNED
    findings.perform(sitting, Act(Kind.UNDO))
    assert "signed" in st.session_state[SAID]


def test_a_moment_is_kept_in_utc(read_case: CaseView) -> None:
    assert read_case.reading is not None
    assert read_case.reading.made_at.astimezone(UTC) <= datetime.now(UTC)
