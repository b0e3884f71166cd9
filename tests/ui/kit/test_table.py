import pytest
import streamlit as st

from tests.ui.kit.drawn import data, draw
from ui.kit.table import Action, _acted


def script() -> None:
    from ui.kit.table import Cell, Column, Line, table

    lines = [Line("a", "Ada, new", (Cell("Ada", "strong", "P-1"), Cell("3")))]
    columns = (Column("Patient"), Column("Decided", "right"))
    table(columns, lines, key="t", caption="Worklist", on_open=lambda opened: None)


def test_columns_lines_and_cells_reach_the_browser() -> None:
    given = data(draw(script))
    assert given["columns"] == [{"title": "Patient", "align": "left"}, {"title": "Decided", "align": "right"}]
    (row,) = given["rows"]
    assert (row["id"], row["label"]) == ("a", "Ada, new")
    assert row["cells"][0] == {"text": "Ada", "tone": "strong", "note": "P-1", "note_tone": "", "hint": ""}
    assert given["actions"] == []


def _asked(message: object, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, tuple[str, ...]]]:
    """What is handed on of a message of the browser."""
    done: list[tuple[str, str, tuple[str, ...]]] = []
    monkeypatch.setattr(st, "session_state", {"t": {"act": message}})
    actions = {"mine": Action("mine", "Mine"), "rank": Action("rank", "Rank", "p", {"stat": "STAT"})}
    _acted("t", frozenset("ab"), actions, lambda *asked: done.append(asked))
    return done


def test_what_was_asked_for_is_handed_on_for_lines_that_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    message = {"action": "rank", "value": "stat", "ids": ["a", "z"]}
    assert _asked(message, monkeypatch) == [("rank", "stat", ("a",))]
    assert _asked({"action": "mine", "ids": ["b"]}, monkeypatch) == [("mine", "", ("b",))]


@pytest.mark.parametrize(
    "message",
    [None, {}, {"action": "mine", "ids": []}, {"action": "drop", "ids": ["a"]}, {"action": "mine", "ids": ["z"]},
     {"action": "rank", "value": "top", "ids": ["a"]}],
)  # fmt: skip
def test_what_makes_no_sense_is_dropped(message: object, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _asked(message, monkeypatch) == []
