"""The tables of telemedicine, in its own database."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from data.types import UTCDateTime

SCRIPTS = Path(__file__).parent / "migrations"
NOTHING = '{"utterances": [], "topics": [], "sections": [], "notices": []}'


class Base(DeclarativeBase):
    """What the tables share."""


def _visit_id() -> Mapped[int]:
    return mapped_column(ForeignKey("visits.id"), index=True)


class VisitRow(Base):
    """A consultation; ``version`` counts its changes, so that two windows do not overwrite each other.

    ``told`` is what the machine told of it as it now stands, ``note`` the note under review, ``voices`` what telling
    it anew needs of the recording: JSON all three, and loaded only where they are asked for. ``amends`` is the reason
    of an amendment under way; ``farewell`` names who deletes the visit, from the moment that it is out of reach until
    all of it is gone.
    """

    __tablename__ = "visits"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    by: Mapped[str] = mapped_column(String(64), index=True)
    by_name: Mapped[str] = mapped_column(String(256))
    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    told: Mapped[str] = mapped_column(Text, default=NOTHING, deferred=True)
    note: Mapped[str] = mapped_column(Text, default="[]", deferred=True)
    voices: Mapped[str] = mapped_column(Text, default="{}", deferred=True)
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(16), default="new", index=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    patient_reference: Mapped[str] = mapped_column(String(128), default="", index=True)
    patient_label: Mapped[str] = mapped_column(String(256), default="")
    seconds: Mapped[float | None]
    keep_until: Mapped[date | None] = mapped_column(index=True)
    recording_until: Mapped[date | None] = mapped_column(index=True)
    changed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    amends: Mapped[str | None] = mapped_column(Text)
    farewell: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    demonstration_key: Mapped[str | None] = mapped_column(String(64), unique=True, index=True)

    consents: Mapped[list["ConsentRow"]] = relationship(order_by="ConsentRow.id", cascade="all, delete-orphan")
    media: Mapped[list["MediaRow"]] = relationship(order_by="MediaRow.number", cascade="all, delete-orphan")
    steps: Mapped[list["StepRow"]] = relationship(order_by="StepRow.position", cascade="all, delete-orphan")
    changes: Mapped[list["ChangeRow"]] = relationship(order_by="ChangeRow.id", cascade="all, delete-orphan")
    signed: Mapped[list["SignedRow"]] = relationship(order_by="SignedRow.number", cascade="all, delete-orphan")
    live: Mapped[list["LiveRow"]] = relationship(cascade="all, delete-orphan")


class ConsentRow(Base):
    """What the patient agreed to, and how."""

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = _visit_id()
    given_by: Mapped[str] = mapped_column(String(256))
    how: Mapped[str] = mapped_column(String(32))
    words: Mapped[str] = mapped_column(Text)
    processing: Mapped[bool]
    keep_recording: Mapped[bool]
    chest: Mapped[bool]
    recorded_by: Mapped[str] = mapped_column(String(64))
    recorded_by_name: Mapped[str] = mapped_column(String(256))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class MediaRow(Base):
    """A file of a visit: ``recording``, ``transcript``, ``chat``, ``attachment`` or ``frame``, numbered within each."""

    __tablename__ = "media"
    __table_args__ = (UniqueConstraint("visit_id", "kind", "number", name="uq_media_visit_kind_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = _visit_id()
    kind: Mapped[str] = mapped_column(String(16))
    number: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(256))
    mime: Mapped[str] = mapped_column(String(128))
    size: Mapped[int] = mapped_column(BigInteger)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class StepRow(Base):
    """A step of the processing: ``waiting``, ``running``, ``done`` or ``failed``."""

    __tablename__ = "steps"
    __table_args__ = (UniqueConstraint("visit_id", "name", name="uq_steps_visit_name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = _visit_id()
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(32))
    title: Mapped[str] = mapped_column(String(128))
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    message: Mapped[str] = mapped_column(Text, default="")
    began_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class ChangeRow(Base):
    """How transcript and note stood before a change; undoing it puts them back and takes the row away."""

    __tablename__ = "changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = _visit_id()
    what: Mapped[str] = mapped_column(String(200))
    told: Mapped[str | None] = mapped_column(Text, deferred=True)
    note: Mapped[str] = mapped_column(Text, deferred=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class SignedRow(Base):
    """A signed note; triggers refuse every change, and its deletion unless the whole visit is being deleted."""

    __tablename__ = "signed_notes"
    __table_args__ = (UniqueConstraint("visit_id", "number", name="uq_signed_notes_visit_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = _visit_id()
    number: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    document: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    signed_by: Mapped[str] = mapped_column(String(64))
    signed_by_name: Mapped[str] = mapped_column(String(256))
    signed_at: Mapped[datetime] = mapped_column(UTCDateTime)


class LiveRow(Base):
    """A recording that the browser is making; ``next`` is the number of the chunk that is waited for."""

    __tablename__ = "live_recordings"

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = _visit_id()
    token: Mapped[str] = mapped_column(String(64), unique=True)
    mime: Mapped[str] = mapped_column(String(128))
    next: Mapped[int] = mapped_column(default=0)
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
