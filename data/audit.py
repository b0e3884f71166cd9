"""The audit log: what was done, by whom, in the same transaction as the change it records.

`verify`, which proves that nobody changed it, is in `data.verification`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, Table, func, select
from sqlalchemy.orm import Session

from data.actor import Actor
from data.chain import AuditRow, Head, canonical, clean, digest, head
from data.database import Database
from data.types import utcnow
from data.verification import Verification, verify
from data.writing import BASE, NAME

__all__ = ["AuditEntry", "Verification", "append", "count", "rows", "verify"]

TABLE = cast(Table, AuditRow.__table__)
INSERT = TABLE.insert()


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
    if NAME not in session.info:
        raise RuntimeError("An audit row is written with its change: use a session of Database.write().")
    session.flush()
    last = head(session)
    session.info.setdefault(BASE, last)
    session.connection().execute(INSERT, _row(last, actor, action, subject, detail or {}))


def _row(
    last: Head, actor: Actor, action: str, subject: str, detail: Mapping[str, object]
) -> dict[str, int | str | datetime]:
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
    return {column.name: getattr(row, column.name) for column in TABLE.columns}


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
