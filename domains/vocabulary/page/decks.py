"""The decks as those who make them see them: a new one, one from Anki, and what can be changed."""

from __future__ import annotations

import streamlit as st

from domains.vocabulary.page import deck as one
from domains.vocabulary.page.learn import deck_html
from domains.vocabulary.page.seat import PROBLEMS, Seat, go, sentence
from domains.vocabulary.page.settings import DELETED
from domains.vocabulary.page.wording import LANGUAGES, language, plural
from domains.vocabulary.views import Imported
from ui.kit.widgets import empty, failure, notice

TAKEN = "vocabulary.taken"


def draw(seat: Seat) -> None:
    """Draw the deck that the address names, or all of them."""
    wanted = st.query_params.get("deck")
    if wanted is not None:
        one.draw(seat, wanted)
    else:
        _all(seat)


def _all(seat: Seat) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("New deck", type="primary", icon=":material/add:", key="vocabulary.deck.new"):
            _new(seat)
        if seat.learns and st.button("From Anki", icon=":material/upload:", key="vocabulary.deck.import"):
            st.session_state.pop(TAKEN, None)
            _package(seat)
    _undo(seat)
    decks = seat.attempt(lambda: seat.service.decks(seat.who)) or ()
    own = [deck for deck in decks if deck.editable]
    others = [deck for deck in decks if not deck.editable]
    if not own:
        empty("No deck of your own yet", "Make one and paste your words, or bring a package from Anki.")
    for deck in [*own, *others]:
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"vocabulary.deck.{deck.id}"):
            with st.container(width="stretch"):
                st.html(deck_html(deck))
            words = "Open" if deck.editable else "Look"
            key = f"vocabulary.open.{deck.id}"
            st.button(words, key=key, help=deck.title, on_click=go, kwargs={"deck": deck.id})


def _undo(seat: Seat) -> None:
    """A deck that was just deleted can be had back."""
    gone = st.session_state.get(DELETED)
    if gone is None:
        return
    id, title = gone
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(width="stretch"):
            notice(f"{title} was deleted.")
        if st.button("Undo", key="vocabulary.deck.restore"):
            st.session_state.pop(DELETED)
            seat.does(lambda: seat.service.restore_deck(seat.who, id), f"{title} is back.")
            st.rerun()


@st.dialog("New deck")
def _new(seat: Seat) -> None:
    with st.form("vocabulary.deck.form", border=False):
        title = st.text_input("Title", placeholder="Unit 4: at the market")
        codes = sorted(LANGUAGES, key=language)
        left, right = st.columns(2)
        learned = left.selectbox("Learned", codes, codes.index("es"), format_func=language)
        known = right.selectbox("Explained in", codes, codes.index("en"), format_func=language)
        description = st.text_input("Description", placeholder="Optional")
        made = st.form_submit_button("Make it", type="primary", key="vocabulary.deck.make")
    if not made:
        return
    try:
        new = seat.service.create_deck(seat.who, title.strip(), learned, known, description.strip())
    except PROBLEMS as error:
        failure(sentence(error))
        return
    go(deck=new.id, part="add")
    st.rerun()


@st.dialog("A package from Anki")
def _package(seat: Seat) -> None:
    st.caption("In Anki: File, Export, Anki Deck Package (.apkg), with scheduling information and media.")
    file = st.file_uploader("Package", type=["apkg", "colpkg"], key="vocabulary.package")
    if file is not None and st.button("Bring it in", type="primary", key="vocabulary.package.take"):
        st.session_state[TAKEN] = _take(seat, file.getvalue(), file.name)
    taken: Imported | str | None = st.session_state.get(TAKEN)
    if isinstance(taken, str):
        failure(taken)
    elif taken is not None:
        _taken(taken)


def _take(seat: Seat, content: bytes, name: str) -> Imported | str:
    """What came in, or why nothing did."""
    with st.spinner("Reading the package \N{HORIZONTAL ELLIPSIS}"):
        try:
            return seat.service.import_package(seat.who, content, name)
        except PROBLEMS as error:
            return sentence(error)


def _taken(taken: Imported) -> None:
    st.success(_told(taken))
    for words in taken.notices:
        notice(words)
    if st.button("Go and learn", key="vocabulary.package.done"):
        st.session_state.pop(TAKEN)
        go(section="learn")
        st.rerun()


def _told(taken: Imported) -> str:
    media = plural(taken.media, "picture or sound", "pictures and sounds")
    return f"{plural(taken.cards, 'card')} came in, with {media} and {plural(taken.reviews, 'review')}."
