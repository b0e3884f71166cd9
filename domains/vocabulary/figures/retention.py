"""True retention: how many cards that came back after a day or more were still known."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from domains.vocabulary.memory.curve import AGAIN
from domains.vocabulary.memory.scheduling import REVIEW
from domains.vocabulary.store import ReviewRow
from domains.vocabulary.views import Retention

Z = 1.959963984540054
RECALLED = func.sum(case((ReviewRow.rating > AGAIN, 1), else_=0))


def wilson(recalled: int, reviews: int) -> Retention:
    """A share with its 95 % interval (Wilson, JASA, 1927); None where nothing was asked."""
    if not reviews:
        return Retention(0, 0, None, None, None)
    rate, square = recalled / reviews, Z * Z
    centre = (rate + square / (2 * reviews)) / (1 + square / reviews)
    half = Z / (1 + square / reviews) * (rate * (1 - rate) / reviews + square / (4 * reviews * reviews)) ** 0.5
    return Retention(recalled, reviews, rate, max(centre - half, 0.0), min(centre + half, 1.0))


def by_span(session: Session, mine: ColumnElement[bool], since: Mapping[str, datetime | None]) -> dict[str, Retention]:
    """Retention of the reviews since each moment; None for all of them."""
    return {name: _since(session, mine, at) for name, at in since.items()}


def by_modality(session: Session, mine: ColumnElement[bool]) -> dict[str, Retention]:
    """Retention by what was asked for, of all time; a card of another program has no modality."""
    query = select(ReviewRow.modality, RECALLED, func.count()).where(mine, counted()).group_by(ReviewRow.modality)
    found = {name: wilson(int(recalled), reviews) for name, recalled, reviews in session.execute(query) if name}
    return dict(sorted(found.items()))


def counted() -> ColumnElement[bool]:
    """Reviews of cards that were in review: what is still being learned says nothing of retention."""
    return ReviewRow.state == REVIEW


def _since(session: Session, mine: ColumnElement[bool], at: datetime | None) -> Retention:
    query = select(func.coalesce(RECALLED, 0), func.count()).where(mine, counted())
    recalled, reviews = session.execute(query if at is None else query.where(ReviewRow.reviewed_at >= at)).one()
    return wilson(int(recalled), reviews)
