"""Which card comes next: learning first, then the one most at risk, new ones in between, look-alikes apart."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from domains.vocabulary.confusability.neighbours import LOOK_ALIKE
from domains.vocabulary.memory.scheduling import Scheduling
from domains.vocabulary.modality import Modality
from domains.vocabulary.store import CardRow, ConfusionRow, ReviewRow
from domains.vocabulary.study import courses, memories, sql
from domains.vocabulary.study.day import AHEAD, Day

APART = 5
EXACT = 200
"""Up to so many due cards are compared one by one; of more, the longest due of each band of stability."""


@dataclass(frozen=True)
class Table:
    """Where cards are picked from: one learner, one deck, now."""

    session: Session
    learner: str
    deck_id: str
    at: datetime
    scheduling: Scheduling

    @property
    def values(self) -> sql.Parameters:
        """For the statements."""
        return {"learner": self.learner, "deck": self.deck_id, "at": self.at}


def pick(table: Table, day: Day, named: int | None = None) -> int | None:
    """The card that comes now, or the one that is named; None where nothing does.

    Words that look or sound like one of the last turns wait, unless nothing else is left.
    """
    if named is not None:
        return named
    avoid = alike(table)
    found = _pick(table, day, avoid)
    return _pick(table, day, []) if found is None and avoid else found


def _pick(table: Table, day: Day, avoid: list[int]) -> int | None:
    learning = _learning(table, table.at, avoid) if day.learning else None
    if learning is not None:
        return learning
    if day.wants_new and (new := _new(table, day, avoid)) is not None:
        return new
    due = _riskiest(table, day.due, avoid) if day.counts.due else None
    if due is not None:
        return due
    new = _new(table, day, avoid)
    return new if new is not None or not day.learning else _learning(table, table.at + AHEAD, avoid)


def _learning(table: Table, until: datetime, avoid: list[int]) -> int | None:
    asked = table.values | {"until": until, "avoid": avoid or sql.NOBODY}
    card: int | None = table.session.execute(sql.LEARNING_NEXT, asked).scalar()
    return card


def _new(table: Table, day: Day, avoid: list[int]) -> int | None:
    shunned = set(avoid)
    first = next((card for card in day.new if card not in shunned), None)
    if first is not None or not day.new:
        return first
    return next(iter(courses.unseen(table.session, table.values, 1, avoid)), None)


def _riskiest(table: Table, due: int, avoid: list[int]) -> int | None:
    asked = table.values | {"avoid": avoid or sql.NOBODY}
    if due <= EXACT:
        cards = list(table.session.scalars(sql.ALL_DUE, asked | {"most": 2 * EXACT}))
    else:
        cards = [card for card in table.session.scalars(sql.BY_BAND, asked) if card is not None]
    return min(cards, key=_recall(table, cards)) if cards else None


def _recall(table: Table, cards: list[int]) -> Callable[[int], tuple[float, int]]:
    """Expected recall by card, ties in the order in which they were made."""
    rows = memories.states(table.session, table.learner, cards, whole=True)
    mind = memories.mind(rows, memories.correction(table.session, table.learner))

    def key(card: int) -> tuple[float, int]:
        expected = mind.expected(card, Modality.WHOLE, table.at, table.scheduling)
        return (1.0 if expected is None else expected, card)

    return key


def alike(table: Table) -> list[int]:
    """Cards of words that are easily confused with those of the last turns, and of those words themselves."""
    recent = select(CardRow.note_id).join(ReviewRow, ReviewRow.card_id == CardRow.id)
    recent = recent.where(ReviewRow.learner_id == table.learner, ReviewRow.undone_at.is_(None))
    recent = recent.order_by(ReviewRow.reviewed_at.desc(), ReviewRow.id.desc()).limit(APART)
    notes = list(table.session.scalars(recent))
    if not notes:
        return []
    edges = select(ConfusionRow.first, ConfusionRow.second).where(
        ConfusionRow.score >= LOOK_ALIKE, or_(ConfusionRow.first.in_(notes), ConfusionRow.second.in_(notes))
    )
    near = {note for pair in table.session.execute(edges) for note in pair} - set(notes)
    return list(table.session.scalars(select(CardRow.id).where(CardRow.note_id.in_(near)))) if near else []
