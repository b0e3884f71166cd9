"""The memory that is kept, moved by one answer or made anew from the whole log."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session, undefer

from domains.vocabulary.bands import band
from domains.vocabulary.memory.correction import Correction
from domains.vocabulary.memory.mind import Before, Mind
from domains.vocabulary.memory.scheduling import Memory, Scheduling
from domains.vocabulary.modality import Modality
from domains.vocabulary.store import CardRow, CorrectionRow, ReviewRow, StateRow
from domains.vocabulary.study import courses, log, memories
from domains.vocabulary.study.versions import versions

STEPS_BACK = 10
"""So many answers can be taken back without replaying the log; beyond them it is replayed."""
TOLD = 20
Key = tuple[int, str]


def learn(session: Session, learner: str, row: ReviewRow, mind: Mind, schedulings: Mapping[int, Scheduling]) -> Memory:
    """Take in an answer that is the newest of the log, and keep what it leaves; the card's memory as a whole."""
    before = mind.learn(log.review(row), schedulings)
    for modality in dict.fromkeys((Modality.WHOLE.value, row.modality)):
        _put(session, learner, row.card_id, row.deck_id, modality, _held(mind, row.card_id, modality))
    _remember(session, learner, row, mind.correction, before)
    return mind.whole[row.card_id]


def at_hand(session: Session, learner: str) -> CorrectionRow | None:
    """The row of the correction with all that is needed to take answers in and back; None before the first."""
    return session.get(CorrectionRow, learner, options=[undefer(CorrectionRow.earlier)])


def take_back(session: Session, learner: str, row: ReviewRow) -> None:
    """Make memory what it was without an answer that was just taken out of the log."""
    kept = at_hand(session, learner)
    earlier = list(kept.earlier) if kept is not None else []
    if kept is None or kept.last_review_id != row.id or not earlier or earlier[-1]["review"] != row.id:
        rebuild(session, learner)
        return
    last = earlier.pop()
    for modality, held in ((Modality.WHOLE.value, last["whole"]), (row.modality, last["part"])):
        if modality or held is last["whole"]:
            _put(session, learner, row.card_id, row.deck_id, modality, memories.from_json(held))
    kept.values, kept.earlier = last["correction"], earlier
    kept.reviews -= 1
    kept.last_review_id = _newest(session, learner)


def rebuild(session: Session, learner: str) -> int:
    """Replay the whole log, and keep what it gives; call it after anything but an answer changed the log.

    Returns:
        How many answers were replayed.
    """
    session.flush()
    replayed = replay(session, learner, telling=True)
    for values in (replayed.states, replayed.predictions):
        if values:
            session.execute(update(ReviewRow), values)
    session.execute(delete(StateRow).where(StateRow.learner_id == learner))
    rows = _rows(session, learner, replayed.mind)
    for start in range(0, len(rows), log.AT_ONCE):
        session.execute(insert(StateRow), rows[start : start + log.AT_ONCE])
    session.expire_all()
    kept = session.get(CorrectionRow, learner) or CorrectionRow(learner_id=learner, fitted_after=0)
    kept.values, kept.reviews = replayed.mind.correction.to_json(), replayed.reviews
    kept.last_review_id, kept.earlier = replayed.last, []
    session.add(kept)
    session.flush()
    for deck in sorted({row["deck_id"] for row in rows}):
        courses.forget(session, learner, deck)
        courses.advance(session, learner, deck)
    return replayed.reviews


def differences(session: Session, learner: str) -> tuple[str, ...]:
    """Where what is kept is not the replay of the log, one sentence each, 20 at most."""
    replayed = replay(session, learner)
    stored = {
        (row.card_id, row.modality): memories.memory(row)
        for row in session.scalars(select(StateRow).where(StateRow.learner_id == learner))
    }
    found = [_sentence(key, stored.get(key), held) for key, held in _all(replayed.mind) if stored.get(key) != held]
    found += [_sentence(key, held, None) for key, held in stored.items() if _held(replayed.mind, *key) is None]
    if memories.correction(session, learner) != replayed.mind.correction:
        found.append("The correction of predictions is not that of the replay.")
    return tuple(found[:TOLD])


def fit_is_due(session: Session, learner: str, after: int) -> bool:
    """Whether the scheduler is to be fitted now; asked again, it says no until as many answers more."""
    kept = session.get_one(CorrectionRow, learner)
    if kept.reviews - kept.fitted_after < after:
        return False
    kept.fitted_after = kept.reviews
    return True


@dataclass(frozen=True)
class Replayed:
    """What a replay gives.

    Attributes:
        mind: What is remembered.
        reviews: How many answers it took.
        last: The newest of them.
        states: Reviews whose state before the answer is kept wrongly, with the right one.
        predictions: Reviews without a prediction, as an import brings them, with what was expected before them.
    """

    mind: Mind
    reviews: int
    last: int | None
    states: list[dict[str, Any]]
    predictions: list[dict[str, Any]]


def replay(session: Session, learner: str, telling: bool = False) -> Replayed:
    """The mind that a learner's log leaves; telling what was expected takes about twice as long."""
    mind, schedulings = Mind(), versions(session, learner).schedulings
    states, predictions = list[dict[str, Any]](), list[dict[str, Any]]()
    number, last = 0, None
    for row in log.rows(session, learner):
        held = mind.whole.get(row.card_id)
        state = held.state if held is not None else 0
        if row.state != state:
            states.append({"id": row.id, "state": state})
        if telling and row.predicted is None and row.rating and held is not None:
            told = mind.expected(row.card_id, row.modality, row.reviewed_at, schedulings[row.parameters])
            predictions.append({"id": row.id, "predicted": told})
        mind.learn(log.review(row), schedulings)
        number, last = number + 1, row.id
        session.expunge(row)
    return Replayed(mind, number, last, states, predictions)


def _remember(session: Session, learner: str, row: ReviewRow, after: Correction, before: Before) -> None:
    kept = session.get(CorrectionRow, learner)
    earlier = list(kept.earlier) if kept is not None else []
    part = before.part if row.modality else None
    step = {"review": row.id, "whole": memories.to_json(before.whole), "part": memories.to_json(part)}
    earlier.append(step | {"correction": before.correction.to_json()})
    if kept is None:
        kept = CorrectionRow(learner_id=learner, reviews=0, fitted_after=0)
        session.add(kept)
    kept.values, kept.earlier = after.to_json(), earlier[-STEPS_BACK:]
    kept.reviews, kept.last_review_id = kept.reviews + 1, row.id


def _put(session: Session, learner: str, card: int, deck: str, modality: str, held: Memory | None) -> None:
    row = session.get(StateRow, (learner, card, modality))
    if held is None:
        if row is not None:
            session.delete(row)
        return
    if row is None:
        row = StateRow(learner_id=learner, card_id=card, modality=modality, deck_id=deck, trace=[])
        memories.put(row, held)
        session.add(row)
    memories.put(row, held)


def _held(mind: Mind, card: int, modality: str) -> Memory | None:
    return mind.parts.get((card, modality)) if modality else mind.whole.get(card)


def _all(mind: Mind) -> Iterable[tuple[Key, Memory]]:
    for card, held in mind.whole.items():
        yield (int(card), Modality.WHOLE.value), held
    for (card, modality), held in mind.parts.items():
        yield (int(card), modality), held


def _rows(session: Session, learner: str, mind: Mind) -> list[dict[str, Any]]:
    decks = _decks(session, [int(card) for card in mind.whole])
    return [
        {name: getattr(held, name) for name in memories.FIELDS}
        | {"learner_id": learner, "card_id": card, "modality": modality, "deck_id": decks[card]}
        | {"trace": list(held.trace), "band": band(held.state, held.stability)}
        for (card, modality), held in _all(mind)
    ]


def _decks(session: Session, cards: list[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for start in range(0, len(cards), memories.AT_ONCE):
        query = select(CardRow.id, CardRow.deck_id).where(CardRow.id.in_(cards[start : start + memories.AT_ONCE]))
        found |= {card: deck for card, deck in session.execute(query)}
    return found


def _newest(session: Session, learner: str) -> int | None:
    query = select(ReviewRow.id).where(ReviewRow.learner_id == learner, ReviewRow.undone_at.is_(None))
    return session.scalar(query.order_by(ReviewRow.reviewed_at.desc(), ReviewRow.id.desc()).limit(1))


def _sentence(key: Key, stored: Memory | None, replayed: Memory | None) -> str:
    name = f"card {key[0]}" + (f" ({key[1]})" if key[1] else "")
    if stored is None:
        return f"The memory of {name} is not kept."
    why = "is kept, but no answer made it" if replayed is None else "is not that of the replay"
    return f"The memory of {name} {why}."
