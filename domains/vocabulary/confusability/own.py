"""What a learner really mixed up, from their own log: it outweighs any likeness that is only expected."""

from collections import Counter
from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from domains.vocabulary.store import CardRow, ReviewRow

HALF = 1.0

Pair = tuple[int, int]


def mixed_up(session: Session, learner_id: str, deck_id: str | None = None) -> Counter[Pair]:
    """How often a learner gave one note's answer for another's, by pair of notes, the smaller first."""
    asked = select(ReviewRow.card_id, ReviewRow.confused_with).where(
        ReviewRow.learner_id == learner_id, ReviewRow.confused_with.is_not(None), ReviewRow.undone_at.is_(None)
    )
    rows = session.execute(asked if deck_id is None else asked.where(ReviewRow.deck_id == deck_id)).all()
    cards = {card for row in rows for card in row}
    notes = _notes(session, cards)
    return counted((notes[one], notes[two]) for one, two in rows if one in notes and two in notes)


def counted(pairs: Iterable[Pair]) -> Counter[Pair]:
    """Pairs in either order, counted together; a note is not confused with itself."""
    return Counter((min(pair), max(pair)) for pair in pairs if pair[0] != pair[1])


def weighed(expected: Mapping[Pair, float], times: Mapping[Pair, int]) -> dict[Pair, float]:
    """The graph's scores with what happened taken in: a channel of its own, combined as a noisy "or".

    One mix-up counts one half, two count two thirds, and so on: ``n / (n + 1)``.
    """
    own = {pair: count / (count + HALF) for pair, count in times.items() if count > 0}
    return {pair: 1.0 - (1.0 - expected.get(pair, 0.0)) * (1.0 - own.get(pair, 0.0)) for pair in {*expected, *own}}


def _notes(session: Session, cards: Iterable[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    waiting = sorted(card for card in cards if card is not None)
    for at in range(0, len(waiting), 500):
        rows = session.execute(select(CardRow.id, CardRow.note_id).where(CardRow.id.in_(waiting[at : at + 500])))
        found |= {card: note for card, note in rows}
    return found
