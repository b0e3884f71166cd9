"""A package's review log as rows of the learner's own, and the memory that Anki left on the last of them.

A review that Anki itself does not count (a card set by hand, a preview, all before a card was forgotten) is kept but
taken out of the replay, as an undone answer is; a card that has a memory but no log gets one row without a rating. So
the replay ends where Anki stands: due dates are Anki's own.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from domains.vocabulary.memory.scheduling import Memory
from domains.vocabulary.modality import ASKS, Exercise
from domains.vocabulary.packages import placing, scheduling
from domains.vocabulary.packages.anki import Card, Review
from domains.vocabulary.packages.importing.arrival import AT_ONCE, Arrival
from domains.vocabulary.store import CardRow, ReviewRow, StateRow

ANKI = "anki"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
STATES = {0: 1, 1: 2, 2: 3, 3: 2}
LONGEST = 24 * 3_600_000
ABSURD = "Reviews of the package with a time that cannot be were left out: {count}."
Rows = list[dict[str, Any]]


def take(arrival: Arrival) -> set[int]:
    """Take in the reviews that are not here yet; the ids of the cards that they change."""
    logs, old = _logs(arrival), _old(arrival)
    known = _remembered(arrival)
    rows: Rows = []
    for card in arrival.package.cards:
        row = arrival.cards.get(card.id)
        if row is not None:
            rows += _card(arrival, card, row, logs.get(card.id, []), old, row.id in known)
    rows.sort(key=lambda each: (each["reviewed_at"], each["origin_id"] or 0))
    for start in range(0, len(rows), AT_ONCE):
        arrival.session.execute(insert(ReviewRow), rows[start : start + AT_ONCE])
    arrival.arrived.reviews = sum(each["origin_id"] is not None for each in rows)
    return {each["card_id"] for each in rows}


def _logs(arrival: Arrival) -> dict[int, list[Review]]:
    """Reviews by card in order, without those that cannot be."""
    logs: dict[int, list[Review]] = {}
    absurd = 0
    for review in sorted(arrival.package.reviews, key=lambda each: each.id):
        if scheduling.believable(review, arrival.at):
            logs.setdefault(review.card, []).append(review)
        else:
            absurd += 1
    if absurd:
        arrival.arrived.notice(ABSURD.format(count=absurd))
    return logs


def _old(arrival: Arrival) -> set[int]:
    """Which of the reviews are here already, from an earlier import or from here by way of Anki."""
    ids, found = [each.id for each in arrival.package.reviews], set[int]()
    query = select(ReviewRow.origin_id).where(ReviewRow.learner_id == arrival.actor.id)
    for start in range(0, len(ids), AT_ONCE):
        chunk = ids[start : start + AT_ONCE]
        found |= {each for each in arrival.session.scalars(query.where(ReviewRow.origin_id.in_(chunk))) if each}
    return found


def _remembered(arrival: Arrival) -> set[int]:
    """Cards of which the learner has a memory already."""
    ids, found = [row.id for row in arrival.cards.values()], set[int]()
    query = select(StateRow.card_id).where(StateRow.learner_id == arrival.actor.id, StateRow.modality == "")
    for start in range(0, len(ids), AT_ONCE):
        found |= set(arrival.session.scalars(query.where(StateRow.card_id.in_(ids[start : start + AT_ONCE]))))
    return found


def _card(arrival: Arrival, card: Card, row: CardRow, log: Sequence[Review], old: set[int], known: bool) -> Rows:
    counted = scheduling.counted(log, card)
    options = arrival.options_of(arrival.deck_of(card))
    memory = scheduling.memory(card, counted, arrival.clock, options)
    ids = {each.id for each in counted}
    rows = [_answer(arrival, row, each, each.id in ids) for each in log if each.id not in old]
    if counted and memory is not None and counted[-1].id not in old:
        last = next(each for each in rows if each["origin_id"] == counted[-1].id)
        last["origin"] |= placing.to_origin(memory) | {"card": kept(card, arrival.package.crt)}
    elif not counted and memory is not None and not known:
        rows.append(_placed(arrival, row, card, memory))
    _mark_first(rows, counted)
    return rows


def kept(card: Card, crt: int) -> dict[str, Any]:
    """A card's scheduling as Anki has it, with the day 0 that it counts from and the filtered deck that it visits."""
    return card.schedule() | {"crt": crt} | ({"did": card.deck} if card.odid else {})


def _mark_first(rows: Rows, counted: Sequence[Review]) -> None:
    """The first answer to a card met it when it was new."""
    for each in rows:
        if counted and each["origin_id"] == counted[0].id:
            each["state"] = 0


def _answer(arrival: Arrival, row: CardRow, review: Review, counts: bool) -> dict[str, Any]:
    moment = EPOCH + timedelta(milliseconds=review.id)
    values = [review.ease, review.ivl, review.last_ivl, review.factor, review.time, review.type]
    return _row(arrival, row, moment) | {
        "rating": min(max(review.ease, 0), 4),
        "duration_ms": min(max(review.time, 0), LONGEST),
        "state": STATES.get(review.type, 2),
        "undone_at": None if counts else moment,
        "origin_id": review.id,
        "origin": {"anki": values},
    }


def _placed(arrival: Arrival, row: CardRow, card: Card, memory: Memory) -> dict[str, Any]:
    moment = min(memory.last_review, arrival.at)
    return _row(arrival, row, moment) | {
        "origin": placing.to_origin(memory) | {"card": kept(card, arrival.package.crt)}
    }


def _row(arrival: Arrival, row: CardRow, moment: datetime) -> dict[str, Any]:
    return {
        "learner_id": arrival.actor.id,
        "card_id": row.id,
        "deck_id": row.deck_id,
        "modality": ASKS[Exercise.FLIP].value,
        "exercise": Exercise.FLIP.value,
        "rating": 0,
        "reviewed_at": moment,
        "duration_ms": None,
        "answer": "",
        "verdict": "",
        "confused_with": None,
        "predicted": None,
        "seed": 0,
        "parameters": 0,
        "state": 0,
        "undone_at": None,
        "source": ANKI,
        "origin_id": None,
    }
