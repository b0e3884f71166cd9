"""What the learner decided about cards in Anki: suspended, buried, flagged; and which cards Anki calls leeches."""

from sqlalchemy import select

from domains.vocabulary import clock
from domains.vocabulary.packages import anki
from domains.vocabulary.packages.anki import Card
from domains.vocabulary.packages.importing.arrival import AT_ONCE, Arrival
from domains.vocabulary.store import StandingRow

LEECH = "leech"
BURIED = (anki.SCHEDULER_BURIED, anki.USER_BURIED)
FLAGS = 7


def take(arrival: Arrival) -> None:
    """Take in what was decided; what the learner decided here stays."""
    there = _there(arrival)
    for card in arrival.package.cards:
        row = arrival.cards.get(card.id)
        if row is None or row.id in there:
            continue
        tags = [tag.casefold() for tag in arrival.notes[card.note].tags] if card.note in arrival.notes else []
        standing = _standing(arrival, card, row.id, LEECH in tags and card.type != anki.NEW)
        if standing is not None:
            arrival.session.add(standing)
    arrival.session.flush()


def _there(arrival: Arrival) -> set[int]:
    ids, found = [row.id for row in arrival.cards.values()], set[int]()
    query = select(StandingRow.card_id).where(StandingRow.learner_id == arrival.actor.id)
    for start in range(0, len(ids), AT_ONCE):
        found |= set(arrival.session.scalars(query.where(StandingRow.card_id.in_(ids[start : start + AT_ONCE]))))
    return found


def _standing(arrival: Arrival, card: Card, row: int, leech: bool) -> StandingRow | None:
    suspended, buried, flag = card.queue == anki.SUSPENDED, card.queue in BURIED, card.flags & FLAGS
    if not (suspended or buried or flag or leech):
        return None
    until = clock.end_of(arrival.at, arrival.day_starts_at) if buried else None
    return StandingRow(
        learner_id=arrival.actor.id,
        card_id=row,
        suspended=suspended,
        buried_until=until,
        flag=flag,
        leech=leech,
        tags=[],
    )
