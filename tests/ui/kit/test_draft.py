from typing import Any

import pytest
import streamlit as st

from tests.ui.kit.drawn import component, data, draw
from ui.kit.draft import LONGEST, MOST_SOURCES, Act, Kind, _act, _receive


def alone() -> None:
    from ui.kit.draft import Section, Sentence, Shown, Source, draft

    sentence = Sentence(0, "A dry cough.", "proposed", (Source(3, 9.85, "Patient: Yes, a dry cough."),))
    shown = Shown("v/1", (Section(0, "History", (sentence,)),), undo="accepted", blocker="Decide first.")
    draft(shown, key="one", on_act=lambda _act: None)


def test_a_note_reaches_the_browser_as_it_is() -> None:
    run = draw(alone)
    given = data(run)
    assert component(run).js_source_path == "draft/draft.js"
    (sentence,) = given["sections"][0]["sentences"]
    assert sentence["sources"] == [{"utterance": 3, "second": 9.85, "said": "Patient: Yes, a dry cough."}]
    assert (sentence["state"], sentence["source_changed"]) == ("proposed", False)
    assert (given["undo"], given["blocker"], given["locked"]) == ("accepted", "Decide first.", False)


def test_what_the_browser_sends_becomes_an_act() -> None:
    assert _act({"kind": "accept", "section": 1, "number": 2, "accepted": False}) == Act(Kind.ACCEPT, 1, 2, False)
    add = {"kind": "add", "section": 1, "number": -1, "text": "Mine.", "sources": [4, -1, "x", True, 7]}
    assert _act(add) == Act(Kind.ADD, 1, text="Mine.", sources=(4, 7))
    assert _act({"kind": "acceptAll"}) == Act(Kind.ACCEPT_ALL)


@pytest.mark.parametrize("message", [{}, {"kind": "approve"}, {"kind": {}}], ids=["nothing", "unknown", "a mapping"])
def test_what_makes_no_sense_is_dropped(message: dict[str, Any]) -> None:
    assert _act(message) is None


def test_endless_words_and_sources_are_cut() -> None:
    act = _act({"kind": "add", "text": "x" * 10_000, "sources": list(range(10_000))})
    assert act is not None and (len(act.text), len(act.sources)) == (LONGEST, MOST_SOURCES)
    none = _act({"kind": "add", "sources": 7})
    assert none is not None and none.sources == ()


def test_an_act_is_handed_over_once_and_another_visits_never(monkeypatch: pytest.MonkeyPatch) -> None:
    state: dict[str, Any] = {"k": {"act": {"id": "1", "scope": "v/1", "kind": "sign"}}}
    monkeypatch.setattr(st, "session_state", state)
    acts: list[Act] = []
    for _ in range(2):
        _receive("k", "v/1", acts.append)
    state["k"] = {"act": {"id": "2", "scope": "v/2", "kind": "sign"}}
    _receive("k", "v/1", acts.append)
    assert acts == [Act(Kind.SIGN)]
