import base64
from typing import Any

import pytest
import streamlit as st

from tests.ui.kit.drawn import component, data, draw
from ui.kit.cards import LARGEST_RECORDING, LONGEST, Act, Kind, _act, _receive


def alone() -> None:
    from ui.kit.cards import Card, Day, Done, Heard, Rating, Shown, Told, Way, cards

    card = Card("t", "Which?", Way.RECALL, (Rating(1, "Again", "1 min"),), text_language="en", back_html="<b>x</b>")
    told = Told("t", "near", 2, (("same", "un"), ("missing", "o")), "Nearly.")
    done = Done("Done", "Bye.", (("answers", "2"),), (("uno", "one", "es"),))
    heard = Heard("t", "Clear.", (("u", None),))
    cards(Shown("s", Day(1, 2, 3, 4), card, told, heard, done, can_undo=True), key="one", on_act=lambda _act: None)


def test_a_card_reaches_the_browser_as_it_is() -> None:
    run = draw(alone)
    given = data(run)
    assert component(run).js_source_path == "cards/cards.js"
    assert given["counts"] == {"new": 1, "learning": 2, "due": 3, "done": 4}
    assert (given["card"]["textLanguage"], given["card"]["backHtml"]) == ("en", "<b>x</b>")
    assert given["card"]["ratings"] == [{"rating": 1, "words": "Again", "interval": "1 min"}]
    assert given["told"]["pieces"][1] == {"kind": "missing", "text": "o"}
    assert given["heard"]["phones"] == [{"phone": "u", "score": None}]
    assert given["rest"]["hard"] == [{"word": "uno", "meaning": "one", "language": "es"}]
    assert (given["canUndo"], given["scope"], given["acknowledged"]) == (True, "s", "")


def test_what_the_browser_sends_becomes_an_act() -> None:
    message = {"kind": "rate", "token": "t", "text": "uno", "chosen": "7", "rating": 3, "duration": 1500}
    assert _act(message) == Act(Kind.RATE, "t", "uno", "7", 3, 1500)
    spoken = {"kind": "speak", "token": "t", "recording": base64.b64encode(b"RIFF").decode()}
    assert _act(spoken) == Act(Kind.SPEAK, "t", recording=b"RIFF")


@pytest.mark.parametrize(
    "message", [{}, {"kind": "grade"}, {"kind": "rate"}, {"kind": "rate", "rating": 5}, {"kind": ["rate"]}]
)
def test_what_makes_no_sense_is_dropped(message: dict[str, Any]) -> None:
    assert _act(message) is None


@pytest.mark.parametrize("told", ["%%%", 7, "A" * (LARGEST_RECORDING * 2)], ids=["no base64", "no text", "too much"])
def test_a_recording_that_is_none_is_empty(told: object) -> None:
    act = _act({"kind": "speak", "recording": told})
    assert act is not None and act.recording == b""


def test_endless_words_are_cut_and_impossible_times_bounded() -> None:
    act = _act({"kind": "rate", "rating": 1, "text": "x" * 10_000, "duration": -5})
    assert act is not None and (len(act.text), act.duration_ms) == (LONGEST, 0)


def test_an_act_is_handed_over_once_and_another_sessions_never(monkeypatch: pytest.MonkeyPatch) -> None:
    state: dict[str, Any] = {"k": {"act": {"id": "1", "scope": "s", "kind": "undo"}}}
    monkeypatch.setattr(st, "session_state", state)
    acts: list[Act] = []
    for _ in range(2):
        _receive("k", "s", acts.append)
    state["k"] = {"act": {"id": "2", "scope": "other", "kind": "undo"}}
    _receive("k", "s", acts.append)
    assert acts == [Act(Kind.UNDO)]
    assert state["k.acknowledged"] == "2"
