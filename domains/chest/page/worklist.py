"""The worklist: which cases wait, how far they are, and the way to bring in another."""

from __future__ import annotations

from typing import Any

import streamlit as st

from domains.chest.cases import CaseState, Filters, Order, Priority, Worklist, WorklistRow
from domains.chest.page import figures, newcase
from domains.chest.page.sitting import Sitting, go, said
from domains.chest.page.wording import moment
from ui.kit.table import Cell, Column, Line, table
from ui.kit.theme import TONES
from ui.kit.widgets import banner, empty, failure, notice

COLUMNS = (
    Column("Priority"),
    Column("State"),
    Column("Patient"),
    Column("Decided", "right"),
    Column("Brought in"),
    Column("Data"),
)
STATE_TONES = {CaseState.NEW: "blue", CaseState.READING: "orange", CaseState.READ: "yellow", CaseState.SIGNED: "green"}
WAITING = {"new": "To be read", "reading": "Being read", "read": "To be signed", "signed": "Signed"}
NONE = "\N{EN DASH}"
PAGE = "chest.worklist.page"


def draw(sitting: Sitting) -> None:
    """Draw the worklist."""
    _top(sitting)
    banner()
    if sentence := said():
        failure(sentence)
    if house_rules := sitting.room.settings().operating_notes:
        notice(house_rules)
    filters, order = _filters()
    listed = sitting.room.worklist(sitting.reader, filters, order, int(st.session_state.get(PAGE, 1)))
    _list(listed, filters)
    _pages(listed)


def _top(sitting: Sitting) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("### Reading room", width="stretch")
        figures.popover(sitting.room)
        if st.button("New case", key="chest.new", type="primary", icon=":material/add:", shortcut="n"):
            newcase.dialog(sitting)


def _filters() -> tuple[Filters, Order]:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        text = st.text_input("Patient", placeholder="Name or reference", key="chest.filter.text", width=190)
        state = _choice("State", {None: "All", **{s: WAITING[s] for s in CaseState}}, "chest.filter.state")
        priority = _choice("Priority", {None: "All", **{p: p.capitalize() for p in Priority}}, "chest.filter.priority")
        order = _choice("Order", {o: f"{o.capitalize()} first" for o in Order if o is not Order.PATIENT}, "chest.order")
        mine = st.toggle("Mine", key="chest.filter.mine")
    return Filters(state=state, text=text, priority=priority, mine=mine), order


def _choice(label: str, words: dict[Any, str], key: str) -> Any:
    return st.selectbox(label, list(words), format_func=words.__getitem__, key=key, width=145, on_change=_first_page)


def _first_page() -> None:
    st.session_state[PAGE] = 1


def _list(listed: Worklist, filters: Filters) -> None:
    if listed.rows:
        lines = [_line(row) for row in listed.rows]
        table(COLUMNS, lines, key="chest.worklist", caption="Worklist", on_open=go)
    elif filters == Filters():
        empty("No case waits", "Bring in a film, a note or a record with New case (N).")
    else:
        empty("No case fits these filters", "Widen them, or bring in a case with New case (N).")


def _line(row: WorklistRow) -> Line:
    decided = f"{row.decided} of {row.findings}" if row.findings else NONE
    cells = (
        Cell(row.priority.capitalize(), TONES[row.priority]),
        Cell(WAITING[row.state], STATE_TONES[row.state], row.reason),
        Cell(row.patient_label or "No name", "strong", " \N{MIDDLE DOT} ".join(_holds(row))),
        Cell(decided),
        Cell(moment(row.created_at), "", row.created_by),
        Cell(row.badge[:1].upper() + row.badge[1:], TONES[row.badge]),
    )
    return Line(row.id, f"{row.patient_label or 'No name'}, {row.priority}, {WAITING[row.state]}", cells)


def _holds(row: WorklistRow) -> tuple[str, ...]:
    held = (("film", row.has_film), ("note", row.has_note), ("record", row.has_record))
    signals = ", ".join(name for name, has in held if has)
    return tuple(part for part in (row.patient_reference, signals) if part)


def _pages(listed: Worklist) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        many = f"{listed.total} {'case' if listed.total == 1 else 'cases'}"
        hint = "J and K move, Enter opens, N brings in a case."
        st.caption(f"{many}. {hint}" if listed.total else hint, width="stretch")
        if listed.pages > 1:
            st.caption(f"Page {listed.page} of {listed.pages}")
            st.button("Back", disabled=listed.page <= 1, on_click=_turn, args=(listed.page - 1,))
            st.button("Forward", disabled=listed.page >= listed.pages, on_click=_turn, args=(listed.page + 1,))


def _turn(page: int) -> None:
    st.session_state[PAGE] = page
