"""More words for a deck: a pasted list or a table, looked over before anything is kept."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from domains.vocabulary.page.seat import PROBLEMS, Seat, go, sentence
from domains.vocabulary.page.wording import language, plural
from domains.vocabulary.views import DeckView, Draft
from ui.kit.widgets import failure, notice

TEXT = "vocabulary.paste"
SHOWN = 200


def draw(seat: Seat, deck: DeckView) -> None:
    """Draw the field, and what would come of it."""
    learned, known = language(deck.language), language(deck.known)
    st.text_area(
        f"Words: {learned}, then {known}, one a line",
        key=TEXT,
        height=170,
        placeholder="el pan = bread\nel queso; cheese\nla manzana\tapple",
        help="Divide the two by a tab, =, ; or a dash. Several right answers are divided by / or commas.",
    )
    file = st.file_uploader("Or a table (CSV)", type=["csv", "tsv", "txt"], key="vocabulary.table")
    pasted = file.getvalue() if file is not None else st.session_state[TEXT]
    if not pasted:
        st.button("Look it over", type="primary", disabled=True, key="vocabulary.paste.none")
        return
    try:
        drafts = seat.service.drafts(seat.who, deck.id, pasted)
    except PROBLEMS as error:
        failure(sentence(error))
        return
    _preview(seat, deck, drafts)


def _preview(seat: Seat, deck: DeckView, drafts: Sequence[Draft]) -> None:
    good = [draft for draft in drafts if not draft.problem]
    if st.button(
        f"Add {plural(len(good), 'word')}", type="primary", disabled=not good, key="vocabulary.paste.add"
    ) and seat.does(lambda: seat.service.add_notes(seat.who, deck.id, good), f"{plural(len(good), 'word')} added."):
        st.session_state.pop(TEXT, None)
        go(part="pictures")
        st.rerun()
    if len(good) < len(drafts):
        notice(f"{plural(len(drafts) - len(good), 'line')} cannot be taken as it stands; the reason is beside it.")
    st.html(drafts_html(drafts))


def drafts_html(drafts: Sequence[Draft]) -> str:
    """The drafts as a table, the reasons of those that cannot be kept among them."""
    rows = "".join(_row(draft) for draft in drafts[:SHOWN])
    more = f"<p>And {len(drafts) - SHOWN} more.</p>" if len(drafts) > SHOWN else ""
    heads = "".join(f"<th scope='col'>{head}</th>" for head in ("Word", "Meaning", "Also right, example"))
    return (
        "<table class='vocabulary-table'><caption>What will be added</caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>{more}"
    )


def _row(draft: Draft) -> str:
    more = " \N{MIDDLE DOT} ".join(part for part in (", ".join(draft.accepted), draft.example) if part)
    if draft.problem:
        more = f"<span class='problem'>{escape(draft.problem)}</span>"
    else:
        more = escape(more)
    return f"<tr><th scope='row'>{escape(draft.word)}</th><td>{escape(draft.meaning)}</td><td>{more}</td></tr>"
