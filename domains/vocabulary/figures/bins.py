"""Cards by stability, difficulty and state."""

from collections.abc import Sequence
from itertools import pairwise

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from domains.vocabulary.modality import Modality
from domains.vocabulary.store import CardRow, NoteRow, StandingRow, StateRow

STABILITY = (0.0, 1.0, 3.0, 7.0, 14.0, 30.0, 60.0, 120.0, 365.0, 36500.0)
DIFFICULTY = (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0)
NAMES = {1: "learning", 2: "review", 3: "relearning"}
Bins = tuple[tuple[float, float, int], ...]


def stability(session: Session, learner: str, decks: list[str]) -> Bins:
    """Cards by days of stability."""
    return _bins(session, learner, decks, StateRow.stability, STABILITY)


def difficulty(session: Session, learner: str, decks: list[str]) -> Bins:
    """Cards by difficulty."""
    return _bins(session, learner, decks, StateRow.difficulty, DIFFICULTY)


def states(session: Session, learner: str, decks: list[str]) -> dict[str, int]:
    """Cards by state; a suspended card counts as that alone, cards of deleted notes not at all."""
    held = and_(StateRow.card_id == CardRow.id, StateRow.learner_id == learner, StateRow.modality == Modality.WHOLE)
    put_aside = and_(StandingRow.card_id == CardRow.id, StandingRow.learner_id == learner)
    name = case((StandingRow.suspended.is_(True), -1), else_=func.coalesce(StateRow.state, 0))
    query = select(name, func.count()).select_from(CardRow).join(NoteRow, NoteRow.id == CardRow.note_id)
    query = query.outerjoin(StateRow, held).outerjoin(StandingRow, put_aside)
    query = query.where(CardRow.deck_id.in_(decks), NoteRow.deleted_at.is_(None)).group_by(name)
    found = {state: number for state, number in session.execute(query)}
    counted = {word: found.get(state, 0) for state, word in NAMES.items()}
    return {"new": found.get(0, 0), **counted, "suspended": found.get(-1, 0)}


def _bins(
    session: Session,
    learner: str,
    decks: list[str],
    column: InstrumentedAttribute[float | None],
    edges: Sequence[float],
) -> Bins:
    spans = list(pairwise(edges))
    last = len(spans) - 1
    sums = [
        func.coalesce(func.sum(case((and_(column >= low, column <= high if at == last else column < high), 1))), 0)
        for at, (low, high) in enumerate(spans)
    ]
    query = select(*sums).where(
        StateRow.learner_id == learner, StateRow.modality == Modality.WHOLE, StateRow.deck_id.in_(decks)
    )
    return tuple(
        (low, high, int(number)) for (low, high), number in zip(spans, session.execute(query).one(), strict=True)
    )
