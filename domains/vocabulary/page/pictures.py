"""A picture and a sound for every word of a deck: pictures are suggested and taken by a click."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from domains.vocabulary.page.seat import Seat
from domains.vocabulary.page.wording import plural
from domains.vocabulary.views import DeckView, NoteFacts, Suggestion
from ui.kit.widgets import empty

KEPT = "vocabulary.suggestions"
CHOICES, WORDS = 3, 12
Suggestions = Mapping[int, Sequence[Suggestion]]


def draw(seat: Seat, deck: DeckView) -> None:
    """Draw the two buttons, and the suggestions once they were asked for."""
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("Suggest pictures", type="primary", icon=":material/image_search:", key="vocabulary.suggest"):
            _ask(seat, deck)
        if st.button("Speak all words", icon=":material/record_voice_over:", key="vocabulary.voice"):
            _voice(seat, deck)
    st.caption("Pictures and voices come with Chiron; nothing leaves this machine. Your own go in by opening a word.")
    kept: tuple[str, Suggestions] | None = st.session_state.get(KEPT)
    if kept is not None and kept[0] == deck.id:
        _suggestions(seat, deck, kept[1])


def _ask(seat: Seat, deck: DeckView) -> None:
    with st.spinner("Looking for pictures \N{HORIZONTAL ELLIPSIS}"):
        found = seat.attempt(lambda: seat.service.suggest(seat.who, deck.id))
    if found is None:
        st.rerun()
    st.session_state[KEPT] = (deck.id, found)


def _voice(seat: Seat, deck: DeckView) -> None:
    with st.spinner("Speaking \N{HORIZONTAL ELLIPSIS}"):
        spoken = seat.attempt(lambda: seat.service.voice(seat.who, deck.id))
    if spoken is None:
        st.rerun()
    st.toast(f"{plural(spoken, 'word')} spoken." if spoken else "Every word has a sound already.")


def _suggestions(seat: Seat, deck: DeckView, found: Suggestions) -> None:
    open_now = {note: several for note, several in found.items() if several}
    if not open_now:
        empty("No word lacks a picture", "Those that nothing fits can be given your own: open the word.")
        return
    first = [(note, several[0]) for note, several in open_now.items()]
    if st.button(f"Take the first for all {len(first)}", key="vocabulary.accept.all"):
        for note, suggestion in first:
            seat.does(lambda n=note, s=suggestion: seat.service.accept(seat.who, n, s.concept))  # type: ignore[misc]
        st.session_state.pop(KEPT)
        st.rerun()
    for note, several in list(open_now.items())[:WORDS]:
        facts = seat.attempt(lambda n=note: seat.service.note(seat.who, n))  # type: ignore[misc]
        if facts is not None:
            _word(seat, deck, facts, several[:CHOICES])


def _word(seat: Seat, deck: DeckView, note: NoteFacts, several: Sequence[Suggestion]) -> None:
    with st.container(border=True):
        st.markdown(f"**{note.word}** \N{EN DASH} {note.meaning}" if note.meaning else f"**{note.word}**")
        for column, suggestion in zip(st.columns(CHOICES), several, strict=False):
            with column:
                source = seat.address(suggestion.picture, f"suggestion.{note.id}.{suggestion.concept}")
                st.html(
                    f'<div class="vocabulary-suggestion"><img src="{source}" alt="{escape(suggestion.name)}">'
                    f"<span>{escape(suggestion.name)}</span></div>"
                )
                key = f"vocabulary.accept.{note.id}.{suggestion.concept}"
                if st.button("Take", key=key, help=suggestion.credit, width="stretch"):
                    _take(seat, deck, note.id, suggestion)


def _take(seat: Seat, deck: DeckView, note_id: int, suggestion: Suggestion) -> None:
    if seat.does(lambda: seat.service.accept(seat.who, note_id, suggestion.concept), "Picture taken."):
        _, found = st.session_state[KEPT]
        left = {note: several for note, several in found.items() if note != note_id}
        st.session_state[KEPT] = (deck.id, left)
    st.rerun()
