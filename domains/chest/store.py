"""The reading room's own tables, in its own database."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from data.types import UTCDateTime

SCRIPTS = Path(__file__).parent / "migrations"


class Base(DeclarativeBase):
    """What the reading room's tables share."""


class CaseRow(Base):
    """A case; ``version`` counts its changes, so that two readers do not overwrite each other.

    ``task`` and ``reader`` name the reading under way and the process that waits for it (host, process, start),
    so that a reading whose process died can be told from one that is still going. ``source`` tells how the case came in
    (``upload``, ``watch``, ``dicom``, ``dicomweb``); ``laboratory`` holds values by name; ``read_film`` is the position
    of the film that a reader chose for the machine, None where the first frontal one is read. ``lock_lost_by`` is whom
    the lock was taken from, so that they are told at their next step.
    """

    __tablename__ = "cases"
    __table_args__ = (Index("ix_cases_patient", "patient_reference", "patient_issuer"),)

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
    patient_issuer: Mapped[str] = mapped_column(String(64), default="")
    accession_number: Mapped[str] = mapped_column(String(64), default="")
    source: Mapped[str] = mapped_column(String(32), default="upload")
    laboratory: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    assigned_to: Mapped[str | None] = mapped_column(String(64), index=True)
    assigned_to_name: Mapped[str | None] = mapped_column(String(256))
    locked_by: Mapped[str | None] = mapped_column(String(64))
    locked_by_name: Mapped[str | None] = mapped_column(String(256))
    locked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    locked_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    lock_lost_by: Mapped[str | None] = mapped_column(String(64))
    read_film: Mapped[int | None]

    films: Mapped[list["FilmRow"]] = relationship(order_by="FilmRow.position", cascade="all, delete-orphan")
    note: Mapped["NoteRow | None"] = relationship(cascade="all, delete-orphan")
    readings: Mapped[list["ReadingRow"]] = relationship(order_by="ReadingRow.id", cascade="all, delete-orphan")
    decisions: Mapped[list["DecisionRow"]] = relationship(order_by="DecisionRow.id", cascade="all, delete-orphan")
    impressions: Mapped[list["ImpressionRow"]] = relationship(order_by="ImpressionRow.id", cascade="all, delete-orphan")
    reports: Mapped[list["ReportRow"]] = relationship(order_by="ReportRow.id", cascade="all, delete-orphan")
    contradictions: Mapped[list["ContradictionRow"]] = relationship(
        order_by="ContradictionRow.score.desc()", cascade="all, delete-orphan"
    )
    pixel_checks: Mapped[list["PixelCheckRow"]] = relationship(
        order_by="PixelCheckRow.id", cascade="all, delete-orphan"
    )
    transmissions: Mapped[list["TransmissionRow"]] = relationship(
        order_by="TransmissionRow.id", cascade="all, delete-orphan"
    )
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
    study_uid: Mapped[str] = mapped_column(String(64), default="")
    series_uid: Mapped[str] = mapped_column(String(64), default="")
    sop_instance_uid: Mapped[str] = mapped_column(String(64), default="", index=True)


class NoteRow(Base):
    """The clinical note as it arrived; spans index ``text``.

    ``source`` tells how it came (``typed``, ``file``, ``fhir``, or the id of the domain that offered it), ``origin``
    what leads back to where it came from.
    """

    __tablename__ = "notes"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(String(32), default="typed")
    origin: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


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
    film_digest: Mapped[str | None] = mapped_column(String(64))
    operating_point: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


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


class ReportRow(Base):
    """The report in a reader's own words; ``text`` is None where it follows the draft again.

    ``draft`` is what the decisions said when it was written, so that a reader is shown what changed since;
    ``after_decision`` is the last decision made before it (0 for none): undo knows by it which step came last, whatever
    the clock said.
    """

    __tablename__ = "reports"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    reading_id: Mapped[int] = mapped_column(ForeignKey("readings.id"))
    step: Mapped[str] = mapped_column(String(64))
    text: Mapped[str | None] = mapped_column(Text)
    draft: Mapped[str] = mapped_column(Text)
    after_decision: Mapped[int] = mapped_column(default=0)
    by: Mapped[str] = mapped_column(String(64))
    by_name: Mapped[str] = mapped_column(String(256))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


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


class ContradictionRow(Base):
    """What the note asserts and the image denies, or the reverse; dismissed with a reason, never erased."""

    __tablename__ = "contradictions"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    reading_id: Mapped[int] = mapped_column(ForeignKey("readings.id"), index=True)
    label: Mapped[str] = mapped_column(String(128))
    note_status: Mapped[str] = mapped_column(String(16))
    span_start: Mapped[int | None]
    span_end: Mapped[int | None]
    text: Mapped[str] = mapped_column(Text)
    side: Mapped[str] = mapped_column(String(16), default="")
    image_probability: Mapped[float]
    score: Mapped[float]
    regions: Mapped[list[Any]] = mapped_column(JSON, default=list)
    dismissed_by: Mapped[str | None] = mapped_column(String(64))
    dismissed_by_name: Mapped[str | None] = mapped_column(String(256))
    dismissed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    dismissed_reason: Mapped[str] = mapped_column(Text, default="")


class ReceptionRow(Base):
    """An instance that reached this machine; committed before its sender is told so, filed into a case afterwards.

    ``state`` is ``spooled``, ``filed``, ``duplicate`` or ``refused``; a refused one keeps its digest and reason only.
    """

    __tablename__ = "receptions"

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(32))
    sender: Mapped[str] = mapped_column(String(256))
    digest: Mapped[str] = mapped_column(String(64), index=True)
    sop_instance_uid: Mapped[str] = mapped_column(String(64), default="", index=True)
    study_uid: Mapped[str] = mapped_column(String(64), default="")
    name: Mapped[str] = mapped_column(String(256), default="")
    state: Mapped[str] = mapped_column(String(16), default="spooled", index=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    case_id: Mapped[str | None] = mapped_column(ForeignKey("cases.id", ondelete="SET NULL"), index=True)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class TransmissionRow(Base):
    """An object on its way to a configured archive; ``state`` is ``waiting``, ``sent``, ``failed`` or ``cancelled``."""

    __tablename__ = "transmissions"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    destination: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64), index=True)
    sop_instance_uid: Mapped[str] = mapped_column(String(64), default="")
    state: Mapped[str] = mapped_column(String(16), default="waiting", index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(Text, default="")
    asked_by: Mapped[str] = mapped_column(String(64))
    asked_by_name: Mapped[str] = mapped_column(String(256))
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    next_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class PixelCheckRow(Base):
    """A human's word on text burned into a film: ``clean`` or ``masked``, with boxes in pixels of the original."""

    __tablename__ = "pixel_checks"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    film_digest: Mapped[str] = mapped_column(String(64), index=True)
    verdict: Mapped[str] = mapped_column(String(16))
    boxes: Mapped[list[Any]] = mapped_column(JSON, default=list)
    by: Mapped[str] = mapped_column(String(64))
    by_name: Mapped[str] = mapped_column(String(256))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
