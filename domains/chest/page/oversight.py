"""The reading room for an administrator: whose each case is, who has it in hand, and nothing of any patient."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from data.types import utcnow
from domains.chest.cases import NoSuchCase, NotNow
from domains.chest.oversight import OverseenCase
from domains.chest.page import handing
from domains.chest.page.filters import WAITING
from domains.chest.page.handing import named
from domains.chest.page.sitting import Sitting, said, say
from domains.chest.page.wording import SOURCES, age, clock
from domains.chest.page.worklist import NONE, STATE_TONES
from ui.kit.table import Action, Cell, Column, Line, table
from ui.kit.theme import TONES
from ui.kit.widgets import empty, failure, heading

COLUMNS = (
    Column("Priority"),
    Column("Case"),
    Column("State"),
    Column("Waiting"),
    Column("Assigned to"),
    Column("In hand of"),
)
HINT = "J and K move, X chooses, T assigns, P ranks, B takes a case out of its reader's hands, who is told."


def draw(sitting: Sitting) -> None:
    """Draw it."""
    heading("Reading room", ("whose the cases are",))
    if sentence := said():
        failure(sentence)
    seen = sitting.room.oversee(sitting.reader)
    if not seen.cases:
        empty("No case waits", "Whatever clinicians bring in, and whatever arrives by itself, is listed here.")
        return
    table(
        COLUMNS,
        [_line(each) for each in seen.cases],
        key="chest.oversight",
        caption="Cases that are not signed",
        on_open=lambda _id: say("What is in a case is for clinicians; choose it with X to assign, rank or release it."),
        actions=(*handing.actions(sitting), Action("break", "Take out of hands", "b")),
        on_act=lambda action, value, ids: handing.told(
            lambda: _done(sitting, [case for case in seen.cases if case.id in ids], action, value)
        ),
    )
    shown = f"{len(seen.cases)} of {seen.total}" if seen.total > len(seen.cases) else f"{seen.total}"
    st.caption(f"{shown} {'case' if seen.total == 1 else 'cases'}. {HINT}")


def _done(sitting: Sitting, chosen: Sequence[OverseenCase], action: str, value: str) -> tuple[str, ...]:
    if action == "rank":
        return handing.rank(sitting, chosen, value)
    if action == "assign":
        return handing.assign(sitting, chosen, value)
    return tuple(filter(None, (_released(sitting, case) for case in chosen)))


def _released(sitting: Sitting, case: OverseenCase) -> str:
    try:
        sitting.room.break_lock(sitting.reader, case.id)
    except (NotNow, NoSuchCase) as error:
        return str(error)
    return ""


def _line(case: OverseenCase) -> Line:
    way = SOURCES.get(case.source, case.source)
    cells = (
        Cell(named(case.priority), TONES[case.priority]),
        Cell(case.id[:8], "", hint=case.id),
        Cell(WAITING[case.state], STATE_TONES[case.state]),
        Cell(age(case.created_at, utcnow()), "", f"{way}, {case.created_at:%d %b, %H:%M}"),
        Cell(case.assigned_to_name or NONE, "" if case.assigned_to else "quiet"),
        Cell(case.lock.name, "", f"since {clock(case.lock.since)}") if case.lock else Cell(NONE, "quiet"),
    )
    return Line(case.id, f"Case {case.id[:8]}, {case.priority}, {WAITING[case.state]}", cells)
