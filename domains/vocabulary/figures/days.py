"""Reviews and due cards by day of learning."""

from collections import Counter
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from domains.vocabulary import clock
from domains.vocabulary.modality import Modality
from domains.vocabulary.store import CardRow, NoteRow, ReviewRow, StandingRow, StateRow

AHEAD, BACK = 60, 365
AT_ONCE = 10_000


def calendar(session: Session, mine: ColumnElement[bool], starts_at: int) -> Counter[date]:
    """All days with a review, and how many; in Python, for no two databases cut days alike."""
    query = select(ReviewRow.reviewed_at).where(mine).execution_options(yield_per=AT_ONCE)
    return Counter(clock.day_of(at, starts_at) for at in session.scalars(query))


def recent(days: Counter[date], today: date) -> dict[date, int]:
    """The last 365 days of a calendar, those without a review left out."""
    return {day: days[day] for day in sorted(days) if 0 <= (today - day).days < BACK}


def forecast(session: Session, learner: str, decks: list[str], now: datetime, starts_at: int) -> dict[date, int]:
    """Cards due by day from today on, at most 60 days; what is overdue is due today, what is suspended never."""
    today = clock.day_of(now, starts_at)
    until = clock.start_of(today + timedelta(days=AHEAD), starts_at)
    query = select(StateRow.due).where(
        StateRow.learner_id == learner,
        StateRow.modality == Modality.WHOLE,
        StateRow.deck_id.in_(decks),
        StateRow.due < until,
    )
    hidden = exists().where(
        StandingRow.learner_id == learner, StandingRow.card_id == StateRow.card_id, StandingRow.suspended.is_(True)
    )
    gone = exists().where(
        CardRow.id == StateRow.card_id, NoteRow.id == CardRow.note_id, NoteRow.deleted_at.is_not(None)
    )
    query = query.where(~hidden, ~gone)
    due = Counter(max(clock.day_of(at, starts_at), today) for at in session.scalars(query))
    return {today + timedelta(days=number): due[today + timedelta(days=number)] for number in range(AHEAD)}
