"""The worklist as a query: filters, order, one page at a time, and which case comes next."""

from datetime import datetime
from math import ceil
from typing import Any

from sqlalchemy import and_, case, exists, func, or_, select, true
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from data.actor import Actor
from domains.chest.actors import NETWORK
from domains.chest.cases import Assignment, CaseState, Counts, Filters, Order, Worklist
from domains.chest.store import CaseRow, ContradictionRow, FilmRow, ImpressionRow, NoteRow, ReadingRow
from domains.chest.views import PRIORITIES, worklist_row
from domains.chest.words import one_line

HAS_FILM = exists().where(FilmRow.case_id == CaseRow.id)
HAS_NOTE = exists().where(NoteRow.case_id == CaseRow.id)
LAST_READING = select(func.max(ReadingRow.id)).where(ReadingRow.case_id == CaseRow.id).correlate(CaseRow)
STANDING = (
    select(func.count())
    .where(ContradictionRow.case_id == CaseRow.id, ContradictionRow.dismissed_at.is_(None))
    .where(ContradictionRow.reading_id == LAST_READING.scalar_subquery())
    .correlate(CaseRow)
    .scalar_subquery()
)
WAITS = (CaseState.READ.value, CaseState.NEW.value)
NEWEST = (CaseRow.created_at.desc(), CaseRow.id)
ORDERS: dict[Order, tuple[Any, ...]] = {
    Order.NEWEST: NEWEST,
    Order.OLDEST: (CaseRow.created_at, CaseRow.id),
    Order.PRIORITY: (CaseRow.priority, CaseRow.created_at, CaseRow.id),
    Order.PATIENT: (func.lower(CaseRow.patient_label), *NEWEST),
}


def conditions(filters: Filters, actor: Actor, shared: bool, blind_first: bool = False) -> list[ColumnElement[bool]]:
    """What a case must fulfil to be listed."""
    found = _kind(filters) + _whose(filters, actor) + _study(filters)
    if filters.contradicted:
        found += [STANDING > 0, may_know(actor, blind_first)]
    if not shared:
        own = (CaseRow.created_by == actor.id, CaseRow.assigned_to == actor.id)
        everybodys = and_(CaseRow.created_by == NETWORK.id, CaseRow.assigned_to.is_(None))
        found.append(or_(*own, everybodys, CaseRow.is_demonstration.is_(True)))
    return found + _text(one_line(filters.text, 128))


def may_know(actor: Actor, blind_first: bool) -> ColumnElement[bool]:
    """Whether the reader may know what the machine found: blind first, only after an impression of their own."""
    if not blind_first:
        return true()
    own = exists().where(ImpressionRow.case_id == CaseRow.id, ImpressionRow.by == actor.id)
    return or_(own, CaseRow.state == CaseState.SIGNED.value)


def _kind(filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.state is not None:
        found.append(CaseRow.state == filters.state.value)
    if filters.priority is not None:
        found.append(CaseRow.priority == PRIORITIES.index(filters.priority))
    if filters.demonstration is not None:
        found.append(CaseRow.is_demonstration.is_(filters.demonstration))
    if filters.source:
        found.append(CaseRow.source == filters.source)
    return found


def _whose(filters: Filters, actor: Actor) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [CaseRow.created_by == actor.id] if filters.mine else []
    match filters.assigned:
        case Assignment.ME:
            found.append(CaseRow.assigned_to == actor.id)
        case Assignment.NOBODY:
            found.append(CaseRow.assigned_to.is_(None))
        case Assignment.OTHERS:
            found.append(and_(CaseRow.assigned_to.is_not(None), CaseRow.assigned_to != actor.id))
    return found


def _study(filters: Filters) -> list[ColumnElement[bool]]:
    """By the day of the study; a case without one is not within any range."""
    found: list[ColumnElement[bool]] = []
    if filters.studied_from is not None:
        found.append(CaseRow.study_date >= filters.studied_from)
    if filters.studied_to is not None:
        found.append(CaseRow.study_date <= filters.studied_to)
    return found


def _text(text: str) -> list[ColumnElement[bool]]:
    if not text:
        return []
    columns = (CaseRow.patient_label, CaseRow.patient_reference, CaseRow.accession_number)
    return [or_(*(column.icontains(text, autoescape=True) for column in columns))]


def listing(
    session: Session,
    where: list[ColumnElement[bool]],
    order: Order,
    page: int,
    size: int,
    actor: Actor,
    blind_first: bool,
) -> Worklist:
    """One page; a page beyond the last is the last."""
    total = session.scalar(select(func.count()).select_from(CaseRow).where(*where)) or 0
    pages = max(1, ceil(total / size))
    page = min(max(1, page), pages)
    known = case((may_know(actor, blind_first), STANDING), else_=None)
    query = select(CaseRow, HAS_FILM, HAS_NOTE, known).where(*where).order_by(*ORDERS[order])
    rows = session.execute(query.offset((page - 1) * size).limit(size))
    lines = tuple(worklist_row(row, film, note, number, actor) for row, film, note, number in rows)
    return Worklist(lines, total, page, pages, size)


def following(session: Session, where: list[ColumnElement[bool]], actor: Actor, but: str, now: datetime) -> str | None:
    """The case to read next: the most pressing, one's own before nobody's, what is read before what is new, the oldest.

    Cases that are assigned to others, or that others have in hand, are left to them.
    """
    free = or_(CaseRow.locked_by.is_(None), CaseRow.locked_by == actor.id, CaseRow.locked_until <= now)
    open_to = or_(CaseRow.assigned_to.is_(None), CaseRow.assigned_to == actor.id)
    query = select(CaseRow.id).where(*where, CaseRow.state.in_(WAITS), CaseRow.id != but, free, open_to)
    unread = case((CaseRow.state == CaseState.READ.value, 0), else_=1)
    order = (CaseRow.priority, CaseRow.assigned_to.is_(None), unread, CaseRow.created_at, CaseRow.id)
    return session.scalar(query.order_by(*order).limit(1))


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
        "assigned": filters.assigned.value if filters.assigned else None,
        "studied_from": filters.studied_from.isoformat() if filters.studied_from else None,
        "studied_to": filters.studied_to.isoformat() if filters.studied_to else None,
        "contradicted": filters.contradicted or None,
        "source": filters.source or None,
    }
    return {"filter": {key: value for key, value in asked.items() if value is not None}, "order": order.value}
