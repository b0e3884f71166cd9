from typing import Any

import pytest
import streamlit as st

from tests.ui.kit.drawn import data, draw
from ui.kit.writing import LONGEST, _receive


def script() -> None:
    from ui.kit.writing import writing

    writing(key="w", scope="case", title="Impression", hint="Look.", send="Keep", on_send=lambda text: True)


def test_what_is_asked_for_reaches_the_browser() -> None:
    given = data(draw(script))
    assert {key: given[key] for key in ("scope", "title", "hint", "send", "locked", "refused")} == {
        "scope": "case", "title": "Impression", "hint": "Look.", "send": "Keep", "locked": False, "refused": ""
    }  # fmt: skip


def receive(monkeypatch: pytest.MonkeyPatch, message: dict[str, Any], answer: bool = True) -> tuple[list[str], str]:
    state: dict[str, Any] = {"w": {"act": message}}
    monkeypatch.setattr(st, "session_state", state)
    heard: list[str] = []

    def on_send(text: str) -> bool:
        heard.append(text)
        return answer

    for _ in range(2):
        _receive("w", "case", on_send, lambda: heard.append("alive"))
    return heard, state.get("w.refused", "")


def test_words_are_handed_on_once_and_a_refusal_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    message = {"id": "1", "scope": "case", "kind": "keep", "text": "Clear." + "x" * 50_000}
    heard, refused = receive(monkeypatch, message, answer=False)
    assert ([len(text) for text in heard], refused) == ([LONGEST], "1")
    assert receive(monkeypatch, {"id": "1", "scope": "case", "kind": "alive"}) == (["alive"], "")
    assert receive(monkeypatch, {"id": "1", "scope": "other", "kind": "keep", "text": "x"}) == ([], "")
