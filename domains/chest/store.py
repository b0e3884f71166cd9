"""The reading room's own tables, in its own database."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from data.types import UTCDateTime

SCRIPTS = Path(__file__).parent / "migrations"


class Base(DeclarativeBase):
    """What the reading room's tables share."""


class CaseRow(Base):
    """A case; ``version`` counts its changes, so that two readers do not overwrite each other.

    ``task`` and ``reader`` name the reading under way and the process that waits for it (host, process, start),
    so that a reading whose process died can be told from one that is still going.
    """

    __tablename__ = "cases"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(16), default="new", index=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    priority: Mapped[int] = mapped_column(default=2)
    patient_reference: Mapped[str] = mapped_column(String(128), default="")
    patient_label: Mapped[str] = mapped_column(String(256), default="")
    study_uid: Mapped[str | None] = mapped_column(String(64), index=True)
    study_date: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    created_by: Mapped[str] = mapped_column(String(64), index=True)
    created_by_name: Mapped[str] = mapped_column(String(256))
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_by_name: Mapped[str] = mapped_column(String(256))
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    demonstration_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    badge: Mapped[str] = mapped_column(String(32), default="real")
    age: Mapped[float | None]
    sex: Mapped[str | None] = mapped_column(String(1))
    view: Mapped[str | None] = mapped_column(String(2))
    notices: Mapped[list[str]] = mapped_column(JSON, default=list)
    findings: Mapped[int] = mapped_column(default=0)
    decided: Mapped[int] = mapped_column(default=0)
    task: Mapped[str | None] = mapped_column(String(64))
    reader: Mapped[str | None] = mapped_column(String(256))
    asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    films: Mapped[list["FilmRow"]] = relationship(order_by="FilmRow.position", cascade="all, delete-orphan")
    note: Mapped["NoteRow | None"] = relationship(cascade="all, delete-orphan")
    readings: Mapped[list["ReadingRow"]] = relationship(order_by="ReadingRow.id", cascade="all, delete-orphan")
    decisions: Mapped[list["DecisionRow"]] = relationship(order_by="DecisionRow.id", cascade="all, delete-orphan")
    impressions: Mapped[list["ImpressionRow"]] = relationship(order_by="ImpressionRow.id", cascade="all, delete-orphan")
    signed: Mapped[list["SignedRow"]] = relationship(order_by="SignedRow.number", passive_deletes="all")


class FilmRow(Base):
    """A film: the digest of its original bytes, of the picture that the viewer shows, and what it said of itself."""

    __tablename__ = "films"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    position: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64), index=True)
    preview: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(256))
    rows: Mapped[int]
    columns: Mapped[int]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)


class NoteRow(Base):
    """The clinical note as it arrived; spans index ``text``."""

    __tablename__ = "notes"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))


class ReadingRow(Base):
    """What the machine read, with its exact contributions; ``heatmaps`` maps a label to a picture's digest."""

    __tablename__ = "readings"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    task: Mapped[str] = mapped_column(String(64), unique=True)
    weights_digest: Mapped[str] = mapped_column(String(64))
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    refused: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    notices: Mapped[list[str]] = mapped_column(JSON)
    heatmaps: Mapped[dict[str, str]] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)


class DecisionRow(Base):
    """One decision on one finding; those of one ``step`` are taken back together, and nothing is ever erased."""

    __tablename__ = "decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    reading_id: Mapped[int] = mapped_column(ForeignKey("readings.id"))
    step: Mapped[str] = mapped_column(String(32))
    label: Mapped[str] = mapped_column(String(128))
    choice: Mapped[str] = mapped_column(String(16))
    stated: Mapped[str | None] = mapped_column(String(16))
    comment: Mapped[str] = mapped_column(Text, default="")
    by: Mapped[str] = mapped_column(String(64))
    by_name: Mapped[str] = mapped_column(String(256))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class ImpressionRow(Base):
    """What a reader saw before the machine's findings were shown."""

    __tablename__ = "impressions"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(64))
    by_name: Mapped[str] = mapped_column(String(256))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class SignedRow(Base):
    """A signed document, word for word; triggers of the database refuse every change and deletion."""

    __tablename__ = "signed_versions"
    __table_args__ = (UniqueConstraint("case_id", "number", name="uq_signed_versions_case_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    document: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    signed_by: Mapped[str] = mapped_column(String(64))
    signed_by_name: Mapped[str] = mapped_column(String(256))
    signed_at: Mapped[datetime] = mapped_column(UTCDateTime)
