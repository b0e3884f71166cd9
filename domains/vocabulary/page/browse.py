"""Every card that the learner has: found by words, opened, and set aside or marked."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from data.types import utcnow
from domains.vocabulary.page import cardview
from domains.vocabulary.page.seat import Seat, go
from domains.vocabulary.page.wording import FLAGS, STATES, plural, when
from domains.vocabulary.views import CardLine, CardPage
from ui.kit.table import Action, Cell, Column, Line, table
from ui.kit.widgets import empty, failure, percent

COLUMNS = (Column("Word"), Column("State"), Column("Recall now", "right"))
ORDERS: Mapping[str, str] = {
    "due": "Due first",
    "word": "By word",
    "recall": "Weakest first",
    "lapses": "Most forgotten",
    "added": "As added",
}
HINT = "Words, or tag:animal, is:due, is:new, is:suspended, is:leech, flag:1, level:A1, deck:name"
SEARCH = "vocabulary.search"


def draw(seat: Seat) -> None:
    """Draw the list, or the card that the address names."""
    query, order = _asked()
    page = _number("page", 1)
    found = seat.attempt(lambda: seat.service.search(seat.who, query, page, order))
    if found is None:
        st.rerun()
    wanted = _number("card", 0)
    line = next((each for each in found.lines if each.card_id == wanted), None)
    if line is not None:
        cardview.draw(seat, line)
    else:
        _list(seat, found, query, order)


def _asked() -> tuple[str, str]:
    order = st.query_params.get("order", "due")
    return st.query_params.get("q", ""), order if order in ORDERS else "due"


def _number(name: str, otherwise: int) -> int:
    told = st.query_params.get(name, "")
    return int(told) if told.isdigit() and len(told) < 12 else otherwise


def _list(seat: Seat, found: CardPage, query: str, order: str) -> None:
    _controls(query, order)
    if found.problem:
        failure(found.problem)
    if not found.lines:
        _nothing(query)
        return
    table(
        COLUMNS,
        [_line(line) for line in found.lines],
        key="vocabulary.browse",
        caption="Cards",
        on_open=lambda id: go(card=id),
        actions=_actions(),
        on_act=lambda action, value, ids: _act(seat, action, value, ids),
        search="Search",
    )
    _pages(found)


def _controls(query: str, order: str) -> None:
    st.session_state[SEARCH], st.session_state[f"{SEARCH}.order"] = query, order
    left, right = st.columns([3, 1.2], vertical_alignment="bottom")
    left.text_input("Search", key=SEARCH, placeholder=HINT, on_change=_turn)
    right.selectbox("Order", list(ORDERS), format_func=ORDERS.__getitem__, key=f"{SEARCH}.order", on_change=_turn)


def _turn() -> None:
    go(q=str(st.session_state[SEARCH]).strip() or None, order=st.session_state[f"{SEARCH}.order"], page=None)


def _nothing(query: str) -> None:
    if query:
        empty("No card fits", "Use fewer words, or clear the search.")
    else:
        empty("No cards yet", "Begin a deck under Learn, or make one under Decks.")


def _actions() -> tuple[Action, ...]:
    flags = {str(at): name for at, name in enumerate(FLAGS)}
    return (
        Action("suspend", "Suspend", "x"),
        Action("resume", "Resume", "w"),
        Action("flag", "Flag \N{HORIZONTAL ELLIPSIS}", "f", flags),
    )


def _act(seat: Seat, action: str, value: str, ids: tuple[str, ...]) -> None:
    for id in map(int, ids):
        if action == "flag":
            seat.does(lambda id=id: seat.service.flag(seat.who, id, int(value)))  # type: ignore[misc]
        else:
            seat.does(lambda id=id: seat.service.suspend(seat.who, id, action == "suspend"))  # type: ignore[misc]


def _line(line: CardLine) -> Line:
    note = line.note
    words, tone = state(line)
    flag = f"\N{BLACK FLAG} {FLAGS[line.flag]}" if 0 < line.flag < len(FLAGS) else ""
    more = " \N{MIDDLE DOT} ".join(part for part in (when(line.due, utcnow()) if line.due else "", flag) if part)
    cells = (
        Cell(note.word or note.meaning or "No text", "strong", note.meaning if note.word else ""),
        Cell(words, tone, "Leech" if line.leech else more, "orange" if line.leech else "", line.leech),
        Cell("\N{EN DASH}" if line.recall is None else percent(line.recall)),
    )
    return Line(str(line.card_id), f"{note.word}, {note.meaning}, {words}", cells)


def state(line: CardLine) -> tuple[str, str]:
    """The state of a card in a word, and its tone."""
    kind = "suspended" if line.suspended else "buried" if line.buried else line.state
    return STATES.get(kind, (kind.capitalize(), "gray"))


def _pages(found: CardPage) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{plural(found.total, 'card')}. Enter opens one; space chooses.", width="stretch")
        if found.pages > 1:
            st.caption(f"Page {found.page} of {found.pages}")
            back, forward = str(found.page - 1), str(found.page + 1)
            st.button("Back", disabled=found.page <= 1, on_click=go, kwargs={"page": back}, key="vocabulary.back")
            last = found.page >= found.pages
            st.button("Forward", disabled=last, on_click=go, kwargs={"page": forward}, key="vocabulary.forward")
