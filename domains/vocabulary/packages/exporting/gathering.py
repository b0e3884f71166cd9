"""All rows that go into one package: a deck with those below it, and what one learner remembers of its cards."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from data.actor import Actor
from domains.vocabulary.decks import access
from domains.vocabulary.store import (
    CardRow,
    DeckRow,
    MediaRow,
    NoteRow,
    NoteTypeRow,
    ReviewRow,
    StandingRow,
    StateRow,
)

AT_ONCE = 500
SEPARATOR = "::"
Row = TypeVar("Row")


@dataclass
class Gathered:
    """What was found; ``states`` (of the card as a whole) and ``standings`` by card, ``log`` by card in order."""

    actor: Actor
    decks: list[DeckRow]
    notes: list[NoteRow]
    cards: list[CardRow]
    types: dict[int, NoteTypeRow]
    media: list[MediaRow]
    states: dict[int, StateRow] = field(default_factory=dict)
    standings: dict[int, StandingRow] = field(default_factory=dict)
    log: dict[int, list[ReviewRow]] = field(default_factory=dict)


def gather(session: Session, actor: Actor, deck: DeckRow, history: bool) -> Gathered:
    """Rows of a deck that the actor sees, and of those below it.

    Args:
        session: Of the vocabulary's database.
        actor: Who exports, and whose memory goes along.
        deck: The deck.
        history: Whether memory, log and decisions go along.
    """
    decks = [deck, *_below(session, actor, deck)]
    ids = [each.id for each in decks]
    cards = _all(session, select(CardRow).order_by(CardRow.position, CardRow.id), CardRow.deck_id, ids)
    notes = _all(session, select(NoteRow).where(NoteRow.deleted_at.is_(None)), NoteRow.id, {c.note_id for c in cards})
    there = {note.id for note in notes}
    kinds = {note.note_type_id for note in notes if note.note_type_id is not None}
    found = Gathered(
        actor=actor,
        decks=decks,
        notes=sorted(notes, key=lambda note: (note.position, note.id)),
        cards=[card for card in cards if card.note_id in there],
        types={row.id: row for row in _all(session, select(NoteTypeRow), NoteTypeRow.id, kinds)},
        media=_all(session, select(MediaRow).order_by(MediaRow.name), MediaRow.deck_id, ids),
    )
    if history:
        _remember(session, found)
    return found


def _below(session: Session, actor: Actor, deck: DeckRow) -> list[DeckRow]:
    """Decks of the same owner whose title begins with that of this one, as Anki nests them."""
    start = deck.title + SEPARATOR
    rows = access.visible(session, actor)
    return [each for each in rows if each.owner_id == deck.owner_id and each.title.startswith(start)]


def _remember(session: Session, found: Gathered) -> None:
    ids, learner = [card.id for card in found.cards], found.actor.id
    states = select(StateRow).where(StateRow.learner_id == learner, StateRow.modality == "")
    found.states = {row.card_id: row for row in _all(session, states, StateRow.card_id, ids)}
    standings = select(StandingRow).where(StandingRow.learner_id == learner)
    found.standings = {row.card_id: row for row in _all(session, standings, StandingRow.card_id, ids)}
    log = select(ReviewRow).where(ReviewRow.learner_id == learner)
    rows = _all(session, log, ReviewRow.card_id, ids)
    for row in sorted(rows, key=lambda each: (each.reviewed_at, each.id)):
        found.log.setdefault(row.card_id, []).append(row)


def _all(session: Session, query: "Select[Row]", column: Any, values: Iterable[Any]) -> list[Row]:
    wanted: Sequence[Any] = list(values)
    found: list[Row] = []
    for start in range(0, len(wanted), AT_ONCE):
        found += session.scalars(query.where(column.in_(wanted[start : start + AT_ONCE])))
    return found
