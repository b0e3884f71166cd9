from typing import Any

import pytest
import streamlit as st

from tests.ui.kit.drawn import component, data, draw
from ui.kit.player import LONGEST, Act, Kind, _act, _receive


def alone() -> None:
    from ui.kit.player import Line, Mark, Media, Repair, Shown, Speaker, Stretch, player

    repair = Repair(7, 16, "met forming", "metformin", "drug", True)
    lines = (Line(1.0, 2.0, 0, "I take metformin.", (1.0, 1.2345, 1.6), (repair,)),)
    stretch, mark = Stretch(0, 1, "Medications", 0, 1.0, 2.0), Mark("drug", "Metformin", 1.6, 0)
    speakers, roles = (Speaker("A", "Patient", "patient", 1),), {"patient": "Patient"}
    media = Media("/streams/x", "video")
    shown = Shown("v/1", lines, speakers, roles, media, 60.0, (stretch,), (mark,), (-20.123,), can_undo=True)
    player(shown, key="one", on_act=lambda _act: None)


def test_a_consultation_reaches_the_browser_as_it_is() -> None:
    run = draw(alone)
    given = data(run)
    assert component(run).js_source_path == "player/player.js"
    assert given["lines"][0]["times"] == [1.0, 1.23, 1.6]
    assert given["lines"][0]["repairs"][0]["before"] == "met forming"
    assert given["media"] == {"url": "/streams/x", "kind": "video", "title": "Recording"}
    assert (given["seconds"], given["levels"], given["canUndo"]) == (60.0, [-20.1], True)
    assert given["stretches"][0]["name"] == "Medications" and given["marks"][0]["second"] == 1.6


def test_what_the_browser_sends_becomes_an_act() -> None:
    assert _act({"kind": "correct", "utterance": 3, "text": "Yes."}) == Act(Kind.CORRECT, 3, "Yes.")
    repair = {"kind": "repair", "utterance": 3, "number": 1, "kept": False}
    assert _act(repair) == Act(Kind.REPAIR, 3, number=1, kept=False)
    assert _act({"kind": "role", "speaker": "A", "role": "doctor"}) == Act(Kind.ROLE, speaker="A", role="doctor")


@pytest.mark.parametrize("message", [{}, {"kind": "delete"}, {"kind": ["undo"]}], ids=["nothing", "unknown", "a list"])
def test_what_makes_no_sense_is_dropped(message: dict[str, Any]) -> None:
    assert _act(message) is None


def test_endless_words_are_cut_and_impossible_numbers_name_nothing() -> None:
    act = _act({"kind": "correct", "text": "x" * 10_000, "utterance": -4, "number": True})
    assert act is not None and (len(act.text), act.utterance, act.number) == (LONGEST, -1, -1)


def test_an_act_is_handed_over_once_and_another_visits_never(monkeypatch: pytest.MonkeyPatch) -> None:
    state: dict[str, Any] = {"k": {"act": {"id": "1", "scope": "v/1", "kind": "undo"}}}
    monkeypatch.setattr(st, "session_state", state)
    acts: list[Act] = []
    for _ in range(2):
        _receive("k", "v/1", acts.append)
    state["k"] = {"act": {"id": "2", "scope": "v/2", "kind": "undo"}}
    _receive("k", "v/1", acts.append)
    assert acts == [Act(Kind.UNDO)]
    assert state["k.acknowledged"] == "2"
