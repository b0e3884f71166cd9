"""The suite's look: what colours mean, and the few rules that make pages dense and calm. Streamlit's theme gives the colours."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from core.finding import State

TONES: Mapping[str, str] = {
    State.RULE_IN: "red",
    State.UNDECIDED: "yellow",
    State.RULE_OUT: "green",
    State.NOT_CERTIFIED: "gray",
    "real": "blue",
    "synthetic": "violet",
    "real film, invented note": "violet",
    "stat": "red",
    "urgent": "orange",
    "routine": "quiet",
}
"""Word to colour; never the only sign, the word always stands beside it."""

_CSS = """
.stMainBlockContainer { padding: 2.9rem 1.4rem 1rem; max-width: 110rem; }
.stMainBlockContainer > .stVerticalBlock { gap: 0.55rem; }
.stAppHeader { height: 2.6rem; min-height: 2.6rem; background: transparent; }
.stSidebar { min-width: 13.5rem; }
.chiron-banner { font-size: 0.8rem; opacity: 0.75; line-height: 1.3; }
.chiron-badge { display: inline-block; padding: 0.05rem 0.5rem; border-radius: 0.6rem; font-size: 0.78rem; line-height: 1.35;
  white-space: nowrap; border: 1px solid currentColor; }
.chiron-badge[data-tone=red] { color: var(--st-red-text-color, #b3261e); }
.chiron-facts { display: flex; flex-wrap: wrap; gap: 0.2rem 0.9rem; align-items: baseline; line-height: 1.35; }
.chiron-facts b { font-size: 1.12rem; }
.chiron-facts span { font-size: 0.86rem; opacity: 0.85; }
.chiron-note { border-left: 3px solid; padding: 0.15rem 0.7rem; font-size: 0.86rem; line-height: 1.4; }
.chiron-note[data-tone=orange] { border-color: #d9822b; }
.chiron-note[data-tone=red] { border-color: #d64545; }
.chiron-note[data-tone=gray] { border-color: #8a949b; }
.chiron-empty { text-align: center; padding: 3.2rem 1rem; border: 1px dashed rgb(128 128 128 / 45%); border-radius: 8px; }
.chiron-empty b { display: block; font-size: 1.05rem; margin-bottom: 0.2rem; }
.chiron-evidence { border-collapse: collapse; font-size: 0.84rem; font-variant-numeric: tabular-nums; width: 100%; }
.chiron-evidence th { text-align: left; font-weight: 400; padding: 0 0.7rem 0 0; white-space: nowrap; width: 1%; }
.chiron-evidence td:last-child { text-align: right; width: 4rem; }
.chiron-evidence div { position: relative; height: 0.55rem; background: linear-gradient(rgb(128 128 128 / 40%), rgb(128 128 128 / 40%)) center / 1px 100% no-repeat; }
.chiron-evidence i { position: absolute; top: 1px; bottom: 1px; border-radius: 2px; background: #4f9bd9; }
.chiron-evidence [data-sign=for] i { background: #d9822b; }
.chiron-evidence tr:last-child > * { border-top: 1px solid rgb(128 128 128 / 40%); font-weight: 600; }
.chiron-interval { font-variant-numeric: tabular-nums; white-space: nowrap; }
.chiron-interval small { opacity: 0.75; }
"""


def style() -> None:
    """Put the rules on the page; call it once in every run of a page that uses the kit."""
    st.html(f"<style>{_CSS}</style>")


def above(rem: float) -> None:
    """Tell components that fill the window how much of it stands above and below them.

    Args:
        rem: Height in rem, the page's own margins included.
    """
    st.html(f"<style>:root {{ --chiron-above: {rem:.2f}rem; }}</style>")
