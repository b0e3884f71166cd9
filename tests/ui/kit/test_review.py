from typing import Any

import pytest
import streamlit as st

from tests.ui.kit.drawn import data, draw
from ui.kit.review import LONGEST_REPORT, Act, Kind, _act, _receive


def script() -> None:
    from core.case import Modality
    from core.finding import Column, Evidence, Finding, Moment, Region, Span, State
    from ui.kit.review import Decided, Item, review

    record = Evidence("record", Modality.TABLE, 0.2, (Column("age", 64.476, 0.2),))
    note = Evidence("note", Modality.TEXT, 0.5, (Span(0, 4, "Mass", "present"),))
    image = Evidence("image", Modality.IMAGE, -0.1, (Region(1, 2, 3, 4, 0.25), Moment(0.5, 1.25, 0.75)))
    finding = Finding("mass", -1.0, (record, note, image), State.UNDECIDED)
    decided = Decided("edit", "present", "seen", "Ada", "now")
    item = Item(finding, "Mass", "uncertain", "AUROC .7", decided)
    review([item], key="r", scope="case", note="Mass", locked=False, can_undo=True, on_act=lambda act: None)


def test_the_addends_reach_the_browser_unrounded_and_in_one_order() -> None:
    (finding,) = data(draw(script))["findings"]
    assert [each["role"] for each in finding["evidence"]] == ["image", "note", "record"]
    addends = [finding["prior"], *(each["logOdds"] for each in finding["evidence"])]
    assert sum(addends) == pytest.approx(finding["logit"], abs=1e-12)
    assert finding["state"] == "undecided"


def test_places_are_told_by_kind() -> None:
    (finding,) = data(draw(script))["findings"]
    image, note, record = (each["where"][0] for each in finding["evidence"])
    assert image == {"kind": "region", "share": 0.25}
    assert (note["kind"], note["start"], note["end"], note["reading"]) == ("span", 0, 4, "present")
    assert finding["evidence"][0]["where"][1] == {"kind": "moment", "start": 0.5, "end": 1.25, "share": 0.75}
    assert record == {"kind": "column", "name": "age", "value": "64.5", "logOdds": 0.2}


def test_decision_and_lock_reach_the_browser() -> None:
    given = data(draw(script))
    assert given["findings"][0]["decision"] == {
        "choice": "edit", "stated": "present", "comment": "seen", "by": "Ada", "at": "now"
    }  # fmt: skip
    assert (given["locked"], given["canUndo"], given["acknowledged"]) == (False, True, "")


def test_what_the_browser_sends_becomes_an_act() -> None:
    message = {"kind": "edit", "label": "mass", "stated": "absent", "comment": "old scar"}
    assert _act(message) == Act(Kind.EDIT, "mass", "absent", "old scar")
    assert _act({"kind": "undo", "label": "", "stated": None, "comment": ""}) == Act(Kind.UNDO)


@pytest.mark.parametrize("message", [{}, {"kind": "sign"}, {"kind": None}, {"kind": ["accept"]}])
def test_what_makes_no_sense_is_dropped(message: dict[str, Any]) -> None:
    assert _act(message) is None


def test_an_endless_comment_is_cut() -> None:
    act = _act({"kind": "accept", "label": "mass", "comment": "x" * 10_000})
    assert act is not None and len(act.comment) == 500


def test_an_endless_report_is_cut_where_the_service_refuses_it() -> None:
    act = _act({"kind": "report", "text": "x" * 50_000, "step": "s" * 100})
    assert act is not None and (len(act.text), len(act.step)) == (LONGEST_REPORT, 64)


@pytest.mark.parametrize(("answer", "refused"), [(False, "1"), (True, ""), (None, "")])
def test_a_refused_act_is_told_to_the_browser(
    monkeypatch: pytest.MonkeyPatch, answer: bool | None, refused: str
) -> None:
    state: dict[str, Any] = {"r": {"act": {"id": "1", "scope": "s", "kind": "report", "text": "Mine."}}}
    monkeypatch.setattr(st, "session_state", state)
    acts: list[Act] = []

    def on_act(act: Act) -> bool | None:
        acts.append(act)
        return answer

    for _ in range(2):
        _receive("r", "s", on_act)
    assert acts == [Act(Kind.REPORT, text="Mine.")]
    assert (state["r.acknowledged"], state["r.refused"]) == ("1", refused)


def test_another_cases_act_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "session_state", {"r": {"act": {"id": "1", "scope": "other", "kind": "undo"}}})
    _receive("r", "s", lambda _act: pytest.fail("it is of another case"))
