"""A learner's log between its rows and the replay."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from domains.vocabulary.memory.log import Review
from domains.vocabulary.store import ReviewRow
from domains.vocabulary.study.memories import from_json

AT_ONCE = 2000


def review(row: ReviewRow) -> Review:
    """An answer as the replay takes it; an import keeps under ``placed`` where another program had put the card."""
    return Review(
        card=row.card_id,
        modality=row.modality,
        rating=row.rating,
        at=row.reviewed_at,
        duration_ms=row.duration_ms,
        seed=row.seed,
        parameters=row.parameters,
        placed=from_json((row.origin or {}).get("placed")),
    )


def rows(session: Session, learner: str, undone: bool = False) -> Iterator[ReviewRow]:
    """A learner's log in its order; answers that were taken back only where they are asked for."""
    query = select(ReviewRow).where(ReviewRow.learner_id == learner).order_by(ReviewRow.reviewed_at, ReviewRow.id)
    query = query if undone else query.where(ReviewRow.undone_at.is_(None))
    yield from session.scalars(query.execution_options(yield_per=AT_ONCE))


def last(session: Session, learner: str, deck_id: str | None = None) -> ReviewRow | None:
    """The newest answer that was given here and not taken back."""
    query = select(ReviewRow).where(
        ReviewRow.learner_id == learner, ReviewRow.undone_at.is_(None), ReviewRow.source == "chiron"
    )
    query = query if deck_id is None else query.where(ReviewRow.deck_id == deck_id)
    return session.scalar(query.order_by(ReviewRow.reviewed_at.desc(), ReviewRow.id.desc()).limit(1))
