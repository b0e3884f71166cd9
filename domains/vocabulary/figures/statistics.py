"""What a learner's own log tells of them."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from data.actor import Actor
from domains.vocabulary import clock
from domains.vocabulary.config import Config
from domains.vocabulary.decks import access
from domains.vocabulary.door import Door
from domains.vocabulary.figures import bins, days, retention
from domains.vocabulary.figures.confusions import confusions
from domains.vocabulary.figures.streaks import streak
from domains.vocabulary.store import DeckRow, ReviewRow, StateRow
from domains.vocabulary.study.versions import versions
from domains.vocabulary.views import Statistics

WEEK, MONTH = 7, 30


class Figures:
    """Draws up statistics.

    Args:
        door: Lets learners in, each to their own.
        settings: The configuration as it stands.
    """

    def __init__(self, door: Door, settings: Callable[[], Config]) -> None:
        self._door, self._settings = door, settings

    def statistics(self, actor: Actor, deck_id: str | None = None) -> Statistics:
        """Of one deck, or of all that the learner answered."""
        with self._door.look(actor) as session:
            decks = _decks(session, actor, deck_id)
            return _drawn(session, actor, deck_id, decks, self._settings().day_starts_at)


def mine(learner: str, deck_id: str | None = None) -> ColumnElement[bool]:
    """A learner's answers that stand; a memory that an import only placed is none."""
    every = and_(ReviewRow.learner_id == learner, ReviewRow.undone_at.is_(None), ReviewRow.rating > 0)
    return every if deck_id is None else and_(every, ReviewRow.deck_id == deck_id)


def _decks(session: Session, actor: Actor, deck_id: str | None) -> list[str]:
    if deck_id is not None:
        return [access.seen(session, actor, deck_id).id]
    begun = select(StateRow.deck_id).where(StateRow.learner_id == actor.id).distinct()
    return list(session.scalars(select(DeckRow.id).where(DeckRow.id.in_(begun), DeckRow.deleted_at.is_(None))))


def _drawn(session: Session, actor: Actor, deck_id: str | None, decks: list[str], starts_at: int) -> Statistics:
    now, own = clock.now(), mine(actor.id, deck_id)
    today = clock.day_of(now, starts_at)
    reviewed = days.calendar(session, own, starts_at)
    return Statistics(
        reviews=reviewed.total(),
        today=reviewed[today],
        seconds_today=_seconds(session, own, clock.start_of(today, starts_at)),
        streak=streak(reviewed, today),
        retention=retention.by_span(session, own, _spans(today, starts_at)),
        by_modality=retention.by_modality(session, own),
        expected=session.scalar(select(func.avg(ReviewRow.predicted)).where(own, retention.counted())),
        forecast=days.forecast(session, actor.id, decks, now, starts_at),
        calendar=days.recent(reviewed, today),
        stability=bins.stability(session, actor.id, decks),
        difficulty=bins.difficulty(session, actor.id, decks),
        states=bins.states(session, actor.id, decks),
        confusions=confusions(session, actor.id, deck_id),
        parameters=_parameters(session, actor.id),
    )


def _spans(today: date, starts_at: int) -> dict[str, datetime | None]:
    back = {"today": 0, "week": WEEK - 1, "month": MONTH - 1}
    since = {name: clock.start_of(today - timedelta(days=number), starts_at) for name, number in back.items()}
    return {**since, "all": None}


def _seconds(session: Session, own: ColumnElement[bool], since: datetime) -> float:
    query = select(func.coalesce(func.sum(ReviewRow.duration_ms), 0)).where(own, ReviewRow.reviewed_at >= since)
    return float(session.scalar(query) or 0) / 1000


def _parameters(session: Session, learner: str) -> dict[str, float]:
    fitted = versions(session, learner).fitted
    if fitted is None:
        return {}
    return {
        "version": float(fitted.version),
        "reviews": float(fitted.reviews),
        "loss_before": fitted.loss_before,
        "loss_after": fitted.loss_after,
    }
