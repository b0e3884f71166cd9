"""The suite's own tables; `migrations/` makes them."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, Boolean, Float, ForeignKey, Integer, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from data.types import UTCDateTime


class SuiteBase(DeclarativeBase):
    """The tables of the database `suite`."""

    type_annotation_map: ClassVar = {datetime: UTCDateTime}


class Account(SuiteBase):
    """Somebody who may sign in. `key` is the name as it is compared; `password` an Argon2 hash."""

    __tablename__ = "accounts"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(200), unique=True)
    password: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(String(40))
    disabled: Mapped[bool] = mapped_column(Boolean)
    created_at: Mapped[datetime]
    password_at: Mapped[datetime]


class Guess(SuiteBase):
    """Wrong passwords for one name, known or not; `key` is a digest of the name, which may be a mistyped password."""

    __tablename__ = "guesses"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int] = mapped_column(Integer)
    last_at: Mapped[datetime] = mapped_column(index=True)
    locked_until: Mapped[datetime | None]


class SignIn(SuiteBase):
    """An open session; `digest` is the sha256 of its token."""

    __tablename__ = "sign_ins"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    opened_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class Setting(SuiteBase):
    """A value, as JSON text."""

    __tablename__ = "settings"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime]
    changed_by: Mapped[str] = mapped_column(Text)


class Job(SuiteBase):
    """Heavy work and the process that watches over it, known by its number and its start (seconds since the epoch)."""

    __tablename__ = "jobs"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(200))
    domain: Mapped[str] = mapped_column(String(64))
    by_id: Mapped[str] = mapped_column(String(200))
    by_name: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(20), index=True)
    fraction: Mapped[float] = mapped_column(Float)
    message: Mapped[str] = mapped_column(Text)
    started_at: Mapped[datetime] = mapped_column(index=True)
    changed_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    host: Mapped[str] = mapped_column(Text)
    pid: Mapped[int] = mapped_column(BigInteger)
    process_started: Mapped[float] = mapped_column(Float)
