"""How far a learner is with the new cards of a deck."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domains.vocabulary.store import CardRow, CourseRow
from domains.vocabulary.study import sql

BEGINNING = -(2**31)
END = 2**31 - 1


def unseen(session: Session, values: sql.Parameters, most: int, avoid: list[int] | None = None) -> tuple[int, ...]:
    """The first cards that were never answered and are not hidden, in the deck's order.

    Args:
        session: Of the vocabulary's database.
        values: ``learner``, ``deck`` and ``at``.
        most: At most so many.
        avoid: Cards that may not be among them.
    """
    asked = {name: values[name] for name in ("learner", "deck", "at")}
    position = position_of(session, values["learner"], values["deck"])
    asked |= {"position": position, "most": most, "avoid": avoid or sql.NOBODY}
    return tuple(session.scalars(sql.UNSEEN, asked))


def position_of(session: Session, learner: str, deck_id: str) -> int:
    """Up to which position everything was met; cards that came in since that was found out are taken into account."""
    row = session.get(CourseRow, (learner, deck_id))
    if row is None:
        return BEGINNING
    # The sum keeps databases from looking for the least along the index of positions, which would pass all cards.
    came = select(func.min(CardRow.position + 0)).where(CardRow.deck_id == deck_id, CardRow.id > row.card_id)
    lowest = session.scalar(came)
    return row.position if lowest is None else min(row.position, lowest - 1)


def advance(session: Session, learner: str, deck_id: str) -> None:
    """Find out how far the learner is, from where they were; after an answer to a new card, and after a replay."""
    found = position_of(session, learner, deck_id)
    asked = {"learner": learner, "deck": deck_id, "position": found}
    first = session.execute(sql.FIRST_UNSEEN, asked).scalar()
    position = END if first is None else first - 1
    session.merge(CourseRow(learner_id=learner, deck_id=deck_id, position=position, card_id=_newest(session, deck_id)))


def back(session: Session, learner: str, card: CardRow) -> None:
    """A card is new again, as when the first answer to it is taken back."""
    row = session.get(CourseRow, (learner, card.deck_id))
    if row is not None:
        row.position = min(row.position, card.position - 1)


def forget(session: Session, learner: str, deck_id: str) -> None:
    """Begin anew, when the log was changed by anything but an answer."""
    row = session.get(CourseRow, (learner, deck_id))
    if row is not None:
        session.delete(row)
        session.flush()


def _newest(session: Session, deck_id: str) -> int:
    return session.scalar(select(func.max(CardRow.id)).where(CardRow.deck_id == deck_id)) or 0
