"""The audit log: what was done, by whom, in the same transaction as the change it records."""

from __future__ import annotations

import json
from collections.abc import Mapping
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
    try:
        with database.settled() as (session, anchored):
            walk = _Walk(anchored)
            walk.run(session)
            walk.finish()
    except AnchorDamaged as error:
        return Verification(database.name, 0, (f"{error} The end of the chain cannot be checked.",))
    problems = (*walk.problems, *(f"Noticed on {alarm}." for alarm in database.anchor.alarms()))
    return Verification(database.name, walk.last.seq, problems)


class _Walk:
    """One pass over a chain, from its first row."""

    def __init__(self, anchored: Anchored | None) -> None:
        self.anchored = anchored
        self.last = Head(0, GENESIS)
        self.problems: list[str] = []
        self._at_anchor: str | None = GENESIS if anchored and anchored.confirmed.seq == 0 else None

    def run(self, session: Session) -> None:
        try:
            for row in session.scalars(select(AuditRow).order_by(AuditRow.seq).execution_options(yield_per=BATCH)):
                self._step(row)
                session.expunge(row)
        except (SQLAlchemyError, ValueError, TypeError, AttributeError) as error:
            reason = str(getattr(error, "orig", None) or error).splitlines()[0]
            self.problems.append(f"The row after row {self.last.seq} cannot be read ({reason}): it was altered.")

    def _step(self, row: AuditRow) -> None:
        if not self.problems and (problem := self._problem(row)):
            self.problems.append(problem)
        self.last = Head(row.seq, row.hash)
        if self.anchored and row.seq == self.anchored.confirmed.seq:
            self._at_anchor = row.hash

    def _problem(self, row: AuditRow) -> str | None:
        if row.seq != self.last.seq + 1:
            return f"Row {self.last.seq + 1} is missing: row {row.seq} comes after row {self.last.seq}."
        if digest(row) != row.hash:
            return f"Row {row.seq} was altered: its content does not fit its hash."
        if row.previous != self.last.hash:
            return f"Row {row.seq} does not follow from the row before it: a row was replaced or put in."
        return None

    def finish(self) -> None:
        """Compare the end with the anchor."""
        if self.anchored is None:
            if self.last.seq:
                self.problems.append("The anchor is missing: the end of the chain cannot be checked.")
            return
        confirmed = self.anchored.confirmed
        if self.last.seq < confirmed.seq:
            self.problems.append(
                f"Row {self.last.seq + 1} is missing: the chain was cut; it ended with row {confirmed.seq}."
            )
        elif self._at_anchor != confirmed.hash:
            self.problems.append(f"Row {confirmed.seq} is not the one that was anchored: the chain was rewritten.")
        elif not self.anchored.allows(self.last):
            self.problems.append(f"Row {confirmed.seq + 1} was put in past the anchored end of the chain.")
