"""The one clock of the vocabulary, and the days of learning that it is divided into."""

from datetime import UTC, date, datetime, time, timedelta

from data import types


def now() -> datetime:
    """This moment, aware, in UTC."""
    return types.utcnow()


def day_of(at: datetime, starts_at: int) -> date:
    """The day of learning that a moment belongs to; it begins at the hour ``starts_at`` (UTC)."""
    return (at - timedelta(hours=starts_at)).date()


def start_of(day: date, starts_at: int) -> datetime:
    """The moment at which a day of learning begins."""
    return datetime.combine(day, time(starts_at), UTC)


def end_of(at: datetime, starts_at: int) -> datetime:
    """When the day of learning that a moment belongs to is over."""
    return start_of(day_of(at, starts_at) + timedelta(days=1), starts_at)
