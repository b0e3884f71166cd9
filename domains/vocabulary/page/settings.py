"""How a deck is called, learned, shared, taken along and deleted."""

from __future__ import annotations

from typing import Any

import streamlit as st

from data.actor import Role
from domains.vocabulary.config import Config
from domains.vocabulary.page.seat import Seat, go
from domains.vocabulary.page.wording import KINDS, LANGUAGES, language
from domains.vocabulary.views import DeckView

NOBODY, EVERYONE = "owner", "everyone"
DELETED = "vocabulary.deleted"


def draw(seat: Seat, deck: DeckView) -> None:
    """Draw settings, sharing and exports of a deck that may be changed."""
    _form(seat, deck)
    _share(seat, deck)
    _take_along(seat, deck)
    _delete(seat, deck)
    _credits(deck)


def about(seat: Seat, deck: DeckView) -> None:
    """A deck of somebody else: whose it is, and a copy of one's own."""
    st.write(deck.description or KINDS.get(deck.kind, ""))
    st.caption(f"Made by {deck.owner}.")
    if seat.learns:
        if st.button("Copy it to change it", key="vocabulary.copy"):
            new = seat.attempt(lambda: seat.service.copy_deck(seat.who, deck.id))
            go(deck=new.id if new else deck.id, part="words")
            st.rerun()
        _take_along(seat, deck)
    _credits(deck)


def _form(seat: Seat, deck: DeckView) -> None:
    with st.form("vocabulary.settings", border=False):
        fields, kept = _texts(deck), _learning(seat, deck)
        sent = st.form_submit_button("Save", type="primary", key="vocabulary.settings.save")
    if sent:
        step = lambda: seat.service.change_deck(seat.who, deck.id, deck.version, **fields, settings=kept)  # noqa: E731
        seat.does(step, "Settings kept.")
        st.rerun()


def _texts(deck: DeckView) -> dict[str, Any]:
    codes = sorted({*LANGUAGES, deck.language, deck.known} - {""}, key=language)
    title = st.text_input("Title", deck.title)
    description = st.text_input("Description", deck.description)
    left, right = st.columns(2)
    learned = left.selectbox("Learned", codes, _at(codes, deck.language), format_func=language)
    known = right.selectbox("Explained in", codes, _at(codes, deck.known), format_func=language)
    return {"title": title.strip(), "description": description.strip(), "language": learned, "known": known}


def _at(codes: list[str], code: str) -> int:
    return codes.index(code) if code in codes else 0


def _learning(seat: Seat, deck: DeckView) -> dict[str, object]:
    """What a deck may set for itself; the house's setting holds where it sets nothing."""
    house = seat.service.settings().model_dump() | dict(deck.settings)
    shown = Config.model_fields
    left, right = st.columns(2)
    fresh = left.number_input(shown["new_per_day"].title or "", 0, 500, int(house["new_per_day"]))
    reviews = right.number_input(shown["reviews_per_day"].title or "", 1, 9999, int(house["reviews_per_day"]))
    retention = left.slider(
        "Desired retention (%)",
        70,
        97,
        round(100 * float(house["desired_retention"])),
        help=shown["desired_retention"].description,
    )
    lapses = right.number_input(
        "Leech after (lapses)", 2, 50, int(house["leech_lapses"]), help=shown["leech_lapses"].description
    )
    bury = st.checkbox("Cards of one note on different days", bool(house["bury_siblings"]))
    return {
        "new_per_day": int(fresh),
        "reviews_per_day": int(reviews),
        "desired_retention": retention / 100,
        "leech_lapses": int(lapses),
        "bury_siblings": bury,
    }


def _share(seat: Seat, deck: DeckView) -> None:
    classes = {each.id: each.name for each in seat.attempt(lambda: seat.service.classes(seat.who)) or ()}
    everyone = {EVERYONE: "Everyone here"} if seat.who.role is Role.ADMINISTRATOR else {}
    choices = {NOBODY: "Nobody else", **classes, **everyone}
    if len(choices) == 1:
        return
    now = deck.class_id if deck.audience == "class" else deck.audience
    at = list(choices).index(now) if now in choices else 0
    with st.container(horizontal=True, vertical_alignment="bottom"):
        audience = st.selectbox("Shown to", list(choices), at, format_func=choices.__getitem__, key="vocabulary.share")
        if st.button("Share", disabled=audience == now, key="vocabulary.share.do"):
            wanted = None if audience == NOBODY else audience
            seat.does(lambda: seat.service.share(seat.who, deck.id, wanted), f"Shown to: {choices[audience]}.")
            st.rerun()


def _take_along(seat: Seat, deck: DeckView) -> None:
    if not seat.learns:
        return
    with st.container(horizontal=True):
        name = "".join(letter if letter.isalnum() else "-" for letter in deck.title)[:60].strip("-") or "deck"
        st.download_button(
            "For Anki (.apkg)",
            lambda: seat.service.export_package(seat.who, deck.id),
            f"{name}.apkg",
            "application/octet-stream",
            key="vocabulary.export.apkg",
        )
        st.download_button(
            "As a table (.csv)",
            lambda: seat.service.export_table(seat.who, deck.id),
            f"{name}.csv",
            "text/csv",
            key="vocabulary.export.csv",
        )


def _delete(seat: Seat, deck: DeckView) -> None:
    with st.popover("Delete \N{HORIZONTAL ELLIPSIS}"):
        st.write("The deck goes for everybody who learns it. It can be undone.")
        if st.button("Delete the deck", key="vocabulary.delete") and seat.does(
            lambda: seat.service.delete_deck(seat.who, deck.id, deck.version)
        ):
            st.session_state[DELETED] = (deck.id, deck.title)
            go(deck=None, part=None)
            st.rerun()


def _credits(deck: DeckView) -> None:
    if deck.credits:
        with st.expander("Sources and licences"):
            for each in deck.credits:
                st.text(" \N{MIDDLE DOT} ".join(str(value) for value in each.values() if value))
