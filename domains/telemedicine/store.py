"""The tables of telemedicine, in its own database."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from data.types import UTCDateTime

SCRIPTS = Path(__file__).parent / "migrations"


class Base(DeclarativeBase):
    """What the tables share."""


class VisitRow(Base):
    """A consultation: its transcript, and the draft that was made of it, both as JSON."""

    __tablename__ = "visits"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    transcript: Mapped[str] = mapped_column(Text)
    draft: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(64), index=True)
    by_name: Mapped[str] = mapped_column(String(256))
    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
