"""The vocabulary's page as a whole: the section that the address names, or the card that is being studied."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import streamlit as st

from domains.vocabulary.page import browse, classes, decks, figures, learn, study
from domains.vocabulary.page.seat import Seat, done, go, said
from ui.kit.theme import style
from ui.kit.visit import actor, service
from ui.kit.widgets import failure

Draw = Callable[[Seat], None]
LEARNER: Mapping[str, Draw] = {
    "Learn": learn.draw,
    "Browse": browse.draw,
    "Statistics": figures.draw,
    "Decks": decks.draw,
    "Classes": classes.draw,
}
ADMINISTRATOR: Mapping[str, Draw] = {"Classes": classes.draw, "Decks": decks.draw}
SECTION, KEY = "section", "vocabulary.section"
PLACES = ("deck", "card", "part", "page", "q")


def page() -> None:
    """What the manifest names."""
    seat = Seat(service("vocabulary"), actor())
    wanted = st.query_params.get("study") if seat.learns else None
    st.set_page_config("Vocabulary", initial_sidebar_state="collapsed" if wanted else "auto")
    style()
    st.html(_style())
    if wanted:
        study.draw(seat, wanted)
        return
    study.forget()
    _sections(seat)


def _sections(seat: Seat) -> None:
    sections = LEARNER if seat.learns else ADMINISTRATOR
    st.html('<h1 class="vocabulary-title">Vocabulary</h1>')
    chosen = _chosen(sections)
    if problem := said():
        failure(problem)
    if words := done():
        st.toast(words, icon=":material/check:")
    sections[chosen](seat)


def _chosen(sections: Mapping[str, Draw]) -> str:
    """The section in the address; the control follows it, so that going back in the browser works."""
    asked = st.query_params.get(SECTION, "").capitalize()
    st.session_state[KEY] = asked if asked in sections else next(iter(sections))
    return str(
        st.segmented_control(
            "Section",
            list(sections),
            required=True,
            label_visibility="collapsed",
            key=KEY,
            on_change=_turn,
        )
    )


def _turn() -> None:
    go(**dict.fromkeys(PLACES), section=str(st.session_state[KEY]).lower())


@cache
def _style() -> str:
    return f"<style>{Path(__file__).with_name('vocabulary.css').read_text(encoding='utf-8')}</style>"
