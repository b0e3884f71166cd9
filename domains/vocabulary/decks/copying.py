"""A copy of a deck for somebody of their own; nobody's memory is copied."""

from typing import TypeVar
from uuid import uuid4

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from data.actor import Actor
from domains.vocabulary import clock
from domains.vocabulary.decks.access import OWNER
from domains.vocabulary.store import Base, CardRow, ConfusionRow, DeckRow, MediaRow, NoteRow, NoteTypeRow

Row = TypeVar("Row", bound=Base)


def copy(session: Session, actor: Actor, deck: DeckRow) -> DeckRow:
    """Copy the deck with its note types, notes, cards, media and confusability graph."""
    at = clock.now()
    made = _twin(
        deck, id=uuid4().hex, version=1, title=f"{deck.title[:240]} (copy)", kind="own", audience=OWNER,
        owner_id=actor.id, owner_name=actor.name, class_id=None, is_demonstration=False, created_at=at, changed_at=at,
    )  # fmt: skip
    session.add(made)
    session.flush()
    types = _all(session, NoteTypeRow, deck, made)
    notes = _notes(session, deck, made, types)
    _cards(session, deck, made, notes)
    _all(session, MediaRow, deck, made)
    _graph(session, deck, made, notes)
    return made


def _twin(row: Row, **other: object) -> Row:
    names = [column.key for column in inspect(type(row)).column_attrs]
    values = {name: getattr(row, name) for name in names if name != "id"}
    return type(row)(**(values | other))


Kind = TypeVar("Kind", NoteTypeRow, MediaRow)


def _all(session: Session, kind: type[Kind], deck: DeckRow, made: DeckRow) -> dict[int, int]:
    old = list(session.scalars(select(kind).where(kind.deck_id == deck.id).order_by(kind.id)))
    new = [_twin(row, deck_id=made.id) for row in old]
    session.add_all(new)
    session.flush()
    return {was.id: now.id for was, now in zip(old, new, strict=True)}


def _notes(session: Session, deck: DeckRow, made: DeckRow, types: dict[int, int]) -> dict[int, int]:
    query = select(NoteRow).where(NoteRow.deck_id == deck.id, NoteRow.deleted_at.is_(None)).order_by(NoteRow.id)
    old = list(session.scalars(query))
    new = [
        _twin(row, deck_id=made.id, note_type_id=types.get(row.note_type_id) if row.note_type_id else None)
        for row in old
    ]
    session.add_all(new)
    session.flush()
    return {was.id: now.id for was, now in zip(old, new, strict=True)}


def _cards(session: Session, deck: DeckRow, made: DeckRow, notes: dict[int, int]) -> None:
    rows = session.scalars(select(CardRow).where(CardRow.deck_id == deck.id).order_by(CardRow.id))
    session.add_all(_twin(row, deck_id=made.id, note_id=notes[row.note_id]) for row in rows if row.note_id in notes)
    session.flush()


def _graph(session: Session, deck: DeckRow, made: DeckRow, notes: dict[int, int]) -> None:
    for row in session.scalars(select(ConfusionRow).where(ConfusionRow.deck_id == deck.id)):
        if row.first in notes and row.second in notes:
            first, second = sorted((notes[row.first], notes[row.second]))
            session.add(_twin(row, first=first, second=second, deck_id=made.id))
