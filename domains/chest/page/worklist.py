"""The worklist: which cases wait, how far and how long, whose they are, and the way to bring in another."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from data.types import utcnow
from domains.chest.cases import CaseState, Filters, Worklist, WorklistRow
from domains.chest.page import archive, figures, filters, handing, newcase
from domains.chest.page.filters import PAGE, WAITING
from domains.chest.page.handing import named
from domains.chest.page.sitting import Sitting, go, said
from domains.chest.page.wording import SOURCES, age, moment
from domains.chest.tally import pressing
from ui.kit.table import Action, Cell, Column, Line, table
from ui.kit.theme import TONES
from ui.kit.widgets import banner, empty, failure, notice

COLUMNS = (
    Column("Priority"),
    Column("State"),
    Column("Patient"),
    Column("Waiting"),
    Column("Decided"),
    Column("Assigned to"),
    Column("Study"),
    Column("Data"),
)
STATE_TONES = {CaseState.NEW: "blue", CaseState.READING: "orange", CaseState.READ: "yellow", CaseState.SIGNED: "green"}
NONE = "\N{EN DASH}"
HINT = "J and K move, Enter opens, X chooses, M assigns to me, T to someone, P ranks, / searches, N brings in a case."


def draw(sitting: Sitting) -> None:
    """Draw the worklist."""
    _top(sitting)
    banner()
    if sentence := said():
        failure(sentence)
    if house_rules := sitting.room.settings().operating_notes:
        notice(house_rules)
    wanted, order = filters.draw(sitting)
    listed = sitting.room.worklist(sitting.reader, wanted, order, int(st.session_state.get(PAGE, 1)))
    _list(sitting, listed, wanted)
    _pages(listed)


def _top(sitting: Sitting) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        told = pressing(sitting.room.tally(sitting.reader))
        st.markdown(f"### Reading room{f' :small[:gray[{told}]]' if told else ''}", width="stretch")
        figures.button(sitting.room)
        archive.button()
        if st.button("New case", key="chest.new", type="primary", icon=":material/add:", shortcut="n"):
            newcase.dialog(sitting)


def _list(sitting: Sitting, listed: Worklist, wanted: Filters) -> None:
    if listed.rows:
        table(
            COLUMNS,
            [_line(sitting, row) for row in listed.rows],
            key="chest.worklist",
            caption="Worklist",
            on_open=go,
            actions=(Action("mine", "Assign to me", "m"), *handing.actions(sitting)),
            on_act=lambda action, value, ids: handing.told(
                lambda: _done(sitting, [row for row in listed.rows if row.id in ids], action, value)
            ),
            search="Patient",
        )
    elif wanted == Filters():
        empty("No case waits", "Bring in a film, a note or a record with New case (N).")
    else:
        empty("No case fits these filters", "Widen or clear them, or bring in a case with New case (N).")


def _done(sitting: Sitting, chosen: Sequence[WorklistRow], action: str, value: str) -> tuple[str, ...]:
    if action == "rank":
        return handing.rank(sitting, chosen, value)
    return handing.assign(sitting, chosen, sitting.reader.id if action == "mine" else value)


def _line(sitting: Sitting, row: WorklistRow) -> Line:
    cells = (
        Cell(named(row.priority), TONES[row.priority]),
        _state(row),
        Cell(row.patient_label or "No name", "strong", " \N{MIDDLE DOT} ".join(_holds(row))),
        _waiting(row),
        _decided(row),
        _assigned(sitting, row),
        Cell(row.study_date.isoformat() if row.study_date else NONE),
        Cell(row.badge[:1].upper() + row.badge[1:], TONES[row.badge]),
    )
    return Line(row.id, f"{row.patient_label or 'No name'}, {row.priority}, {WAITING[row.state]}", cells)


def _state(row: WorklistRow) -> Cell:
    held = f"{'You have' if row.lock.mine else f'{row.lock.name} has'} it in hand" if row.lock else ""
    return Cell(WAITING[row.state], STATE_TONES[row.state], row.reason or held)


def _holds(row: WorklistRow) -> tuple[str, ...]:
    held = (("film", row.has_film), ("note", row.has_note), ("record", row.has_record))
    signals = ", ".join(name for name, has in held if has)
    return tuple(part for part in (row.patient_reference, signals) if part)


def _waiting(row: WorklistRow) -> Cell:
    """How long, and how it came; one that is signed waits for nobody."""
    way = SOURCES.get(row.source, row.source)
    waited = NONE if row.state is CaseState.SIGNED else age(row.created_at, utcnow())
    hint = f"{way}, {row.created_by}, {moment(row.created_at)}"
    return Cell(waited, "", f"{way}, {row.created_at:%d %b, %H:%M}", hint=hint)


def _decided(row: WorklistRow) -> Cell:
    decided = f"{row.decided} of {row.findings}" if row.findings else NONE
    many = row.contradictions or 0
    return Cell(decided, "", f"{many} contradiction{'s' if many > 1 else ''}" if many else "", "orange" if many else "")


def _assigned(sitting: Sitting, row: WorklistRow) -> Cell:
    if row.assigned_to == sitting.reader.id:
        return Cell("You", "strong")
    return Cell(row.assigned_to_name or NONE, "" if row.assigned_to else "quiet")


def _pages(listed: Worklist) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        many = f"{listed.total} {'case' if listed.total == 1 else 'cases'}"
        st.caption(f"{many}. {HINT}" if listed.total else "N brings in a case.", width="stretch")
        if listed.pages > 1:
            st.caption(f"Page {listed.page} of {listed.pages}")
            st.button("Back", disabled=listed.page <= 1, on_click=_turn, args=(listed.page - 1,))
            st.button("Forward", disabled=listed.page >= listed.pages, on_click=_turn, args=(listed.page + 1,))


def _turn(page: int) -> None:
    st.session_state[PAGE] = page
