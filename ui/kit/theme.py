"""The suite's look: what colours mean, and the few rules, in `theme.css`, that make pages dense and calm."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import streamlit as st

from core.finding import State

TONES: Mapping[str, str] = {
    State.RULE_IN: "red",
    State.UNDECIDED: "yellow",
    State.RULE_OUT: "green",
    State.NOT_CERTIFIED: "gray",
    "signed": "green",
    "real": "blue",
    "synthetic": "violet",
    "real film, invented note": "violet",
    "stat": "red",
    "urgent": "orange",
    "routine": "quiet",
}
"""Word to colour; never the only sign, the word always stands beside it."""


def style() -> None:
    """Put the rules on the page; call it once in every run of a page that uses the kit."""
    st.html(_style())


@cache
def _style() -> str:
    css = Path(__file__).with_suffix(".css").read_text(encoding="utf-8")
    return f"<style>{css}</style>"
