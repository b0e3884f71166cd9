"""Draws lines that can be opened by mouse or keyboard; a real HTML table, so that a screen reader reads it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

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
    """

    text: str
    tone: str = ""
    note: str = ""


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


_component = Component("table")


def table(
    columns: Sequence[Column], lines: Sequence[Line], *, key: str, caption: str, on_open: Callable[[str], None]
) -> None:
    """Draw the lines; `on_open` is given the id of one that was opened, before the page is drawn anew."""
    _component(
        key=key,
        data={
            "caption": caption,
            "columns": [vars(column) for column in columns],
            "rows": [{"id": line.id, "label": line.label, "cells": [vars(c) for c in line.cells]} for line in lines],
        },
        on_open_change=lambda: _opened(key, frozenset(line.id for line in lines), on_open),
    )


def _opened(key: str, known: frozenset[str], on_open: Callable[[str], None]) -> None:
    chosen = st.session_state[key].get("open")
    if chosen in known:
        on_open(chosen)
