"""Proof that an audit chain is as the suite wrote it: each row follows from the one before, the last is anchored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from data.anchor import AnchorDamaged, parse
from data.chain import GENESIS, AuditRow, Head, digest, head
from data.database import Database

BATCH = 1000
START = Head(-(2**62), GENESIS)
UNREADABLE = (SQLAlchemyError, ValueError, TypeError, AttributeError)


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


def verify(database: Database) -> Verification:
    """Walk the whole chain and compare its end with the anchor; writes go on meanwhile.

    It finds any edit, deletion, insertion, reorder or cut tail, and names the first bad row.
    """
    problems: list[str] = []
    length = 0
    with database.settled() as (session, anchor):
        try:
            length = session.scalar(select(func.count()).select_from(AuditRow)) or 0
            problems += _walk(session)
            problems += _end(session, anchor)
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
    if not _fits(row):
        return f"Row {row.seq} was altered: its content does not fit its hash."
    if row.previous != last.hash:
        return f"Row {row.seq} does not follow from the row before it: a row was replaced or put in."
    return None


def _fits(row: AuditRow) -> bool:
    try:
        return digest(row) == row.hash
    except UNREADABLE:
        return False


def _end(session: Session, anchor: bytes | None) -> list[str]:
    """Compare the end of the chain with the anchor; a sentence about what is wrong with it."""
    last = head(session)
    try:
        anchored = parse(anchor)
    except AnchorDamaged as error:
        return [str(error)]
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
