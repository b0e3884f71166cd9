"""One deck: its words, more words, pictures and sound for all of them, its settings, and its way out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from domains.vocabulary.page import adding, editing, pictures, settings
from domains.vocabulary.page.seat import Seat, go
from domains.vocabulary.page.wording import pair, plural
from domains.vocabulary.views import DeckView, NoteFacts
from ui.kit.table import Cell, Column, Line, table
from ui.kit.widgets import empty, heading

COLUMNS = (Column("Word"), Column("Picture and sound"), Column("Level"))
PART = "vocabulary.part"
NOTES_A_PAGE = 50


def draw(seat: Seat, deck_id: str) -> None:
    """Draw the part of the deck that the address names."""
    deck = seat.attempt(lambda: seat.service.deck(seat.who, deck_id))
    if deck is None:
        go(deck=None)
        st.rerun()
    _head(seat, deck)
    parts = PARTS if deck.editable else {"Words": _words, "About": settings.about}
    parts[_chosen(list(parts))](seat, deck)


def _head(seat: Seat, deck: DeckView) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        back = {"deck": None, "part": None, "page": None}
        st.button("Decks", icon=":material/arrow_back:", key="vocabulary.decks", on_click=go, kwargs=back)
        with st.container(width="stretch", gap=None):
            heading(deck.title, (pair(deck.language, deck.known), plural(deck.cards, "card")))
        if seat.learns and deck.cards:
            st.button("Study", key="vocabulary.deck.study", on_click=go, kwargs={"study": deck.id})


def _chosen(parts: list[str]) -> str:
    asked = st.query_params.get("part", "").capitalize()
    st.session_state[PART] = asked if asked in parts else parts[0]
    return str(
        st.segmented_control("Part", parts, required=True, label_visibility="collapsed", key=PART, on_change=_turn)
    )


def _turn() -> None:
    go(part=str(st.session_state[PART]).lower(), page=None)


def _words(seat: Seat, deck: DeckView) -> None:
    page = st.query_params.get("page", "1")
    at = int(page) if page.isdigit() and len(page) < 6 else 1
    notes = seat.attempt(lambda: seat.service.notes(seat.who, deck.id, at)) or ()
    if not notes:
        empty("No words yet", "Add some: paste a list, or take a table." if deck.editable else "Its owner adds them.")
        return
    table(
        COLUMNS,
        [_line(note) for note in notes],
        key="vocabulary.words",
        caption=f"Words of {deck.title}",
        on_open=lambda id: st.session_state.__setitem__("vocabulary.word", int(id)),
    )
    opened = st.session_state.pop("vocabulary.word", None)
    if opened is not None and deck.editable:
        editing.dialog(seat, opened)
    _pages(at, len(notes), deck)


def _line(note: NoteFacts) -> Line:
    has = (("picture", note.picture), ("own recording", note.own_sound), ("sound", note.sound and not note.own_sound))
    held = ", ".join(name for name, there in has if there)
    cells = (
        Cell(note.word or note.meaning or "No text", "strong", note.meaning if note.word else ""),
        Cell(held[:1].upper() + held[1:] or "Neither", "" if held else "quiet"),
        Cell(note.level or "\N{EN DASH}"),
    )
    return Line(str(note.id), f"{note.word}, {note.meaning}", cells)


def _pages(at: int, shown: int, deck: DeckView) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption("Enter opens a word to edit it." if deck.editable else "", width="stretch")
        if at > 1 or shown == NOTES_A_PAGE:
            back, forward = {"page": str(at - 1)}, {"page": str(at + 1)}
            st.button("Back", disabled=at <= 1, on_click=go, kwargs=back, key="vocabulary.back")
            last = shown < NOTES_A_PAGE
            st.button("Forward", disabled=last, on_click=go, kwargs=forward, key="vocabulary.forward")


PARTS: Mapping[str, Callable[[Seat, DeckView], None]] = {
    "Words": _words,
    "Add": adding.draw,
    "Pictures": pictures.draw,
    "Settings": settings.draw,
}
