"""The worklist as a query: filters, order, one page at a time."""

from math import ceil
from typing import Any

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from data.actor import Actor
from domains.chest.cases import Counts, Filters, Order, Worklist
from domains.chest.store import CaseRow, FilmRow, NoteRow
from domains.chest.views import PRIORITIES, worklist_row
from domains.chest.words import one_line

HAS_FILM = exists().where(FilmRow.case_id == CaseRow.id)
HAS_NOTE = exists().where(NoteRow.case_id == CaseRow.id)
NEWEST = (CaseRow.created_at.desc(), CaseRow.id)
ORDERS: dict[Order, tuple[Any, ...]] = {
    Order.NEWEST: NEWEST,
    Order.OLDEST: (CaseRow.created_at, CaseRow.id),
    Order.PRIORITY: (CaseRow.priority, CaseRow.created_at, CaseRow.id),
    Order.PATIENT: (func.lower(CaseRow.patient_label), *NEWEST),
}


def conditions(filters: Filters, actor: Actor, shared: bool) -> list[ColumnElement[bool]]:
    """What a case must fulfil to be listed."""
    found: list[ColumnElement[bool]] = []
    if filters.state is not None:
        found.append(CaseRow.state == filters.state.value)
    if filters.priority is not None:
        found.append(CaseRow.priority == PRIORITIES.index(filters.priority))
    if filters.demonstration is not None:
        found.append(CaseRow.is_demonstration.is_(filters.demonstration))
    if filters.mine:
        found.append(CaseRow.created_by == actor.id)
    if not shared:
        found.append(or_(CaseRow.created_by == actor.id, CaseRow.is_demonstration.is_(True)))
    return found + _text(one_line(filters.text, 128))


def _text(text: str) -> list[ColumnElement[bool]]:
    if not text:
        return []
    columns = (CaseRow.patient_label, CaseRow.patient_reference)
    return [or_(*(column.icontains(text, autoescape=True) for column in columns))]


def listing(session: Session, where: list[ColumnElement[bool]], order: Order, page: int, size: int) -> Worklist:
    """One page; a page beyond the last is the last."""
    total = session.scalar(select(func.count()).select_from(CaseRow).where(*where)) or 0
    pages = max(1, ceil(total / size))
    page = min(max(1, page), pages)
    query = select(CaseRow, HAS_FILM, HAS_NOTE).where(*where).order_by(*ORDERS[order])
    rows = session.execute(query.offset((page - 1) * size).limit(size))
    return Worklist(tuple(worklist_row(*row) for row in rows), total, page, pages, size)


def counts(session: Session) -> Counts:
    """How many cases are in each state."""
    rows = session.execute(select(CaseRow.state, func.count()).group_by(CaseRow.state))
    return Counts(**{state: number for state, number in rows})


def described(filters: Filters, order: Order) -> dict[str, object]:
    """The filter as the audit tells it: only what was set."""
    asked: dict[str, object] = {
        "state": filters.state.value if filters.state else None,
        "text": one_line(filters.text, 128) or None,
        "priority": filters.priority.value if filters.priority else None,
        "mine": filters.mine or None,
        "demonstration": filters.demonstration,
    }
    return {"filter": {key: value for key, value in asked.items() if value is not None}, "order": order.value}
