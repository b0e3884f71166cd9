"""The audit table and its hash chain: each row's hash covers its content and the hash of the row before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, Connection, Integer, String, Text, inspect, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from data.types import UTCDateTime

TABLE = "chiron_audit"
GENESIS = "0" * 64


class Head(NamedTuple):
    """The last row of a chain; `Head(0, GENESIS)` for an empty one."""

    seq: int
    hash: str


class AuditBase(DeclarativeBase):
    """Apart from the suite's and the domains' tables, since every database has an audit table."""


class AuditRow(AuditBase):
    """One thing that somebody did; `detail` is canonical JSON, as text, so that its hash depends on no database."""

    __tablename__ = TABLE

    seq: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    actor_id: Mapped[str] = mapped_column(String(200), index=True)
    actor_name: Mapped[str] = mapped_column(Text)
    actor_role: Mapped[str] = mapped_column(String(40))
    action: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(Text, index=True)
    detail: Mapped[str] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


def canonical(value: Mapping[str, object]) -> str:
    """JSON with one spelling: sorted keys, no spaces, ASCII, no NaN.

    Raises:
        TypeError: a value has no JSON form.
        ValueError: a number is not finite.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def clean(text: str) -> str:
    """Text that every database can keep: lone surrogates and NUL are written as escapes."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8").replace("\x00", "\\x00")


def digest(row: AuditRow) -> str:
    """SHA-256 over the canonical JSON of all columns but the hash itself, as hex."""
    content: dict[str, object] = {
        "previous": row.previous,
        "seq": row.seq,
        "at": row.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": [row.actor_id, row.actor_name, row.actor_role],
        "action": row.action,
        "subject": row.subject,
        "detail": row.detail,
    }
    return hashlib.sha256(canonical(content).encode("ascii")).hexdigest()


LAST = select(AuditRow.seq, AuditRow.hash).order_by(AuditRow.seq.desc()).limit(1)


def head(session: Session) -> Head:
    """The last row as this transaction sees it."""
    last = session.connection().execute(LAST).first()
    return Head(last.seq, last.hash) if last else Head(0, GENESIS)


SQLITE_GUARDS = (
    """CREATE TRIGGER IF NOT EXISTS chiron_audit_no_update BEFORE UPDATE ON chiron_audit
    BEGIN SELECT RAISE(ABORT, 'an audit row cannot be changed'); END""",
    """CREATE TRIGGER IF NOT EXISTS chiron_audit_no_delete BEFORE DELETE ON chiron_audit
    BEGIN SELECT RAISE(ABORT, 'an audit row cannot be removed'); END""",
    """CREATE TRIGGER IF NOT EXISTS chiron_audit_only_append BEFORE INSERT ON chiron_audit
    WHEN NEW.seq <= (SELECT coalesce(max(seq), 0) FROM chiron_audit)
    BEGIN SELECT RAISE(ABORT, 'an audit row cannot be put in between'); END""",
)

POSTGRES_GUARDS = (
    """CREATE OR REPLACE FUNCTION chiron_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'an audit row cannot be changed or removed'; END $$""",
    """CREATE OR REPLACE TRIGGER chiron_audit_no_change BEFORE UPDATE OR DELETE ON chiron_audit
    FOR EACH ROW EXECUTE FUNCTION chiron_audit_refuse()""",
    """CREATE OR REPLACE TRIGGER chiron_audit_no_truncate BEFORE TRUNCATE ON chiron_audit
    FOR EACH STATEMENT EXECUTE FUNCTION chiron_audit_refuse()""",
)


def create(connection: Connection) -> None:
    """Make the audit table and the triggers that refuse changes to it, where there is none yet."""
    if inspect(connection).has_table(TABLE):
        return
    AuditBase.metadata.create_all(connection)
    for guard in SQLITE_GUARDS if connection.dialect.name == "sqlite" else POSTGRES_GUARDS:
        connection.exec_driver_sql(guard)
