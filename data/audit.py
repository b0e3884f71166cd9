"""The audit log: what was done, by whom, in the same transaction as the change it records."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from data.actor import Actor
from data.anchor import AnchorDamaged, Anchored
from data.chain import GENESIS, AuditRow, Head, canonical, clean, digest, head
from data.database import BASE
from data.types import utcnow

if TYPE_CHECKING:
    from data.database import Database

BATCH = 1000
START = Head(-(2**62), GENESIS)
UNREADABLE = (SQLAlchemyError, ValueError, TypeError, AttributeError)


@dataclass(frozen=True)
class AuditEntry:
    """One row as people read it; `actor` is the name and `role` the role at that moment."""

    seq: int
    at: datetime
    actor_id: str
    actor: str
    role: str
    action: str
    subject: str
    detail: Mapping[str, object]
    hash: str


@dataclass(frozen=True)
class Verification:
    """What a check of the whole chain found.

    Attributes:
        database: The database that was checked.
        length: Rows in the chain.
        problems: One sentence for each problem, the first bad row first; empty where all is well.
    """

    database: str
    length: int
    problems: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether the chain is whole and ends where it was anchored."""
        return not self.problems


def append(
    session: Session, actor: Actor, action: str, subject: str, detail: Mapping[str, object] | None = None
) -> None:
    """Add a row to the chain in the caller's transaction.

    Args:
        session: From `Database.write`.
        actor: Who did it.
        action: What, as `noun.verb`.
        subject: To what, as `noun/id`.
        detail: More, as JSON; no patient data beyond what the row is about.

    Raises:
        RuntimeError: the session cannot write.
        TypeError: the detail has no JSON form.
    """
    if "database" not in session.info:
        raise RuntimeError("An audit row is written with its change: use a session of Database.write().")
    session.flush()
    last = head(session)
    session.info.setdefault(BASE, last)
    session.add(_row(last, actor, action, subject, detail or {}))
    session.flush()


def _row(last: Head, actor: Actor, action: str, subject: str, detail: Mapping[str, object]) -> AuditRow:
    row = AuditRow(
        seq=last.seq + 1,
        at=utcnow(),
        actor_id=clean(actor.id),
        actor_name=clean(actor.name),
        actor_role=actor.role.value,
        action=clean(action),
        subject=clean(subject),
        detail=canonical(detail),
        previous=last.hash,
    )
    row.hash = digest(row)
    return row


def rows(
    database: Database, *, limit: int, offset: int = 0, actor: str | None = None, subject: str | None = None
) -> list[AuditEntry]:
    """A page of the log, newest first; `actor` is an id and `subject` an exact subject."""
    query = select(AuditRow).where(*_matching(actor, subject)).order_by(AuditRow.seq.desc()).limit(limit).offset(offset)
    with database.read() as session:
        return [_entry(row) for row in session.scalars(query)]


def count(database: Database, *, actor: str | None = None, subject: str | None = None) -> int:
    """How many rows `rows` has to offer with the same filters."""
    query = select(func.count()).select_from(AuditRow).where(*_matching(actor, subject))
    with database.read() as session:
        return session.scalar(query) or 0


def _matching(actor: str | None, subject: str | None) -> list[ColumnElement[bool]]:
    wanted = ((AuditRow.actor_id, actor), (AuditRow.subject, subject))
    return [column == value for column, value in wanted if value is not None]


def _entry(row: AuditRow) -> AuditEntry:
    return AuditEntry(
        seq=row.seq,
        at=row.at,
        actor_id=row.actor_id,
        actor=row.actor_name,
        role=row.actor_role,
        action=row.action,
        subject=row.subject,
        detail=_detail(row.detail),
        hash=row.hash,
    )


def _detail(stored: str) -> Mapping[str, object]:
    try:
        read = json.loads(stored)
    except (ValueError, TypeError):
        return {"unreadable": str(stored)}
    return read if isinstance(read, dict) else {"unreadable": stored}


def verify(database: Database) -> Verification:
    """Walk the whole chain and compare its end with the anchor; writes go on meanwhile.

    It finds any edit, deletion, insertion, reorder or cut tail, and names the first bad row.
    """
    problems: list[str] = []
    length = 0
    try:
        with database.settled() as (session, anchored):
            length = session.scalar(select(func.count()).select_from(AuditRow)) or 0
            problems += _walk(session)
            problems += _end(session, anchored)
    except AnchorDamaged as error:
        problems.append(f"{error} The end of the chain cannot be checked.")
    except UNREADABLE as error:
        problems.append(f"The audit table cannot be read ({_reason(error)}): restore the database from a backup.")
    problems += [f"Noticed on {alarm}." for alarm in database.anchor.alarms()]
    return Verification(database.name, length, tuple(problems))


def _walk(session: Session) -> list[str]:
    """Follow the chain from its first row; a sentence about the first bad one."""
    last, size = START, BATCH
    while True:
        try:
            page = _page(session, last, size)
        except UNREADABLE as error:
            if size == 1:
                return [f"The row after row {max(last.seq, 0)} cannot be read ({_reason(error)}): it was altered."]
            size = 1
            continue
        for row in page:
            if problem := _problem(last, row):
                return [problem]
            last = Head(row.seq, row.hash)
        if not page:
            return []


def _page(session: Session, last: Head, size: int) -> Sequence[AuditRow]:
    session.expunge_all()
    query = select(AuditRow).where(AuditRow.seq > last.seq).order_by(AuditRow.seq).limit(size)
    return session.scalars(query).all()


def _problem(last: Head, row: AuditRow) -> str | None:
    before = max(last.seq, 0)
    if row.seq != before + 1:
        return f"Row {before + 1} is missing: row {row.seq} comes after row {before}."
    try:
        fits = digest(row) == row.hash
    except UNREADABLE:
        fits = False
    if not fits:
        return f"Row {row.seq} was altered: its content does not fit its hash."
    if row.previous != last.hash:
        return f"Row {row.seq} does not follow from the row before it: a row was replaced or put in."
    return None


def _end(session: Session, anchored: Anchored | None) -> list[str]:
    """Compare the end of the chain with the anchor; a sentence about what is wrong with it."""
    last = head(session)
    if anchored is None:
        return ["The anchor is missing: the end of the chain cannot be checked."] if last.seq else []
    seq, wanted = anchored.confirmed
    if last.seq < seq:
        return [f"Row {last.seq + 1} is missing: the chain was cut; it ended with row {seq}."]
    if seq and session.scalar(select(AuditRow.hash).where(AuditRow.seq == seq)) != wanted:
        return [f"Row {seq} is not the one that was anchored: the chain was rewritten."]
    return [] if anchored.allows(last) else [f"Row {seq + 1} was put in past the anchored end of the chain."]


def _reason(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).splitlines()[0]
