from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import ClassVar

import pytest
from sqlalchemy import select
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from data.database import Database
from data.types import UTCDateTime, utcnow


class Base(DeclarativeBase):
    type_annotation_map: ClassVar = {datetime: UTCDateTime}


class Moment(Base):
    __tablename__ = "moments"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime | None]


def kept(database: Database, at: datetime | None) -> datetime | None:
    with database.write() as session:
        Base.metadata.create_all(session.connection())
        session.merge(Moment(id=1, at=at))
    with database.read() as session:
        return session.scalars(select(Moment.at)).one()


def test_now_is_aware_and_utc() -> None:
    assert utcnow().tzinfo is UTC


def test_a_moment_of_another_zone_comes_back_as_the_same_moment_in_utc(database: Database) -> None:
    written = datetime(2026, 3, 29, 2, 30, 1, 123456, tzinfo=timezone(timedelta(hours=5, minutes=45)))
    read = kept(database, written)
    assert read == written
    assert read is not None
    assert read.tzinfo is UTC
    assert read.isoformat() == "2026-03-28T20:45:01.123456+00:00"


def test_nothing_stays_nothing(database: Database) -> None:
    assert kept(database, None) is None


def test_a_naive_datetime_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="has no zone"):
        kept(database, datetime(2026, 1, 1))


def test_moments_compare_in_the_database(database: Database) -> None:
    now = utcnow()
    kept(database, now)
    with database.read() as session:
        assert session.scalar(select(Moment.id).where(Moment.at < now + timedelta(microseconds=1))) == 1
        assert session.scalar(select(Moment.id).where(Moment.at < now)) is None
