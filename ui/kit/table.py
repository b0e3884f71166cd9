"""Draws lines that can be opened by mouse or keyboard; a real HTML table, so that a screen reader reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import streamlit as st

from ui.kit.component import Component


@dataclass(frozen=True)
class Column:
    """A column.

    Attributes:
        title: Its heading.
        align: `"left"`, or `"right"` for numbers.
    """

    title: str
    align: str = "left"


@dataclass(frozen=True)
class Cell:
    """What stands in a cell.

    Attributes:
        text: The words.
        tone: A colour (`red orange yellow green blue violet gray`) makes a badge of them; `strong` and `quiet` set
            their weight.
        note: A second, smaller line.
        note_tone: A colour for that line.
        hint: Shown when the pointer rests on the cell.
    """

    text: str
    tone: str = ""
    note: str = ""
    note_tone: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Line:
    """A line.

    Attributes:
        id: What is handed back when it is opened.
        label: What a screen reader says of the whole line.
        cells: One for each column.
    """

    id: str
    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Action:
    """What can be done with the lines that were chosen.

    Attributes:
        id: Names it.
        title: The words on its button.
        key: The letter that does it.
        options: Value to words; where there are some, the button offers them.
    """

    id: str
    title: str
    key: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


OnAct = Callable[[str, str, tuple[str, ...]], None]
_component = Component("table")


def table(
    columns: Sequence[Column],
    lines: Sequence[Line],
    *,
    key: str,
    caption: str,
    on_open: Callable[[str], None],
    actions: Sequence[Action] = (),
    on_act: OnAct | None = None,
    search: str = "",
) -> None:
    """Draw the lines; what the reader did is handed over before the page is drawn anew.

    Args:
        columns: The columns.
        lines: The lines.
        key: Names this table on the page.
        caption: Says what it is to a screen reader.
        on_open: Is given the id of a line that was opened.
        actions: What can be done with the lines that were chosen, or with the one that has the focus.
        on_act: Is given the action's id, the option's value and the ids of the lines.
        search: Label of the text field on the page to which the key `/` leads.
    """
    known = frozenset(line.id for line in lines)
    _component(
        key=key,
        data={
            "caption": caption,
            "columns": [vars(column) for column in columns],
            "rows": [{"id": line.id, "label": line.label, "cells": [vars(c) for c in line.cells]} for line in lines],
            "actions": [{**vars(action), "options": list(action.options.items())} for action in actions],
            "search": search,
        },
        on_open_change=lambda: _opened(key, known, on_open),
        on_act_change=lambda: _acted(key, known, {action.id: action for action in actions}, on_act),
    )


def _opened(key: str, known: frozenset[str], on_open: Callable[[str], None]) -> None:
    chosen = st.session_state[key].get("open")
    if chosen in known:
        on_open(chosen)


def _acted(key: str, known: frozenset[str], actions: Mapping[str, Action], on_act: OnAct | None) -> None:
    """Hand over what was asked for, as far as it makes sense."""
    message = st.session_state[key].get("act") or {}
    action, value = actions.get(str(message.get("action"))), str(message.get("value") or "")
    ids = tuple(id for id in message.get("ids") or () if id in known)
    if on_act is not None and action is not None and ids and (value in action.options or not action.options):
        on_act(action.id, value, ids)
