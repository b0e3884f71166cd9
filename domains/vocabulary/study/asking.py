"""The question of a card: which exercise, beside which other words."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any, Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domains.vocabulary.confusability.neighbours import near
from domains.vocabulary.decks import facts
from domains.vocabulary.exercises.building import question
from domains.vocabulary.exercises.choosing import choose
from domains.vocabulary.exercises.distractors import distractors, partner
from domains.vocabulary.exercises.possible import possible
from domains.vocabulary.memory.mind import Mind
from domains.vocabulary.memory.scheduling import Memory
from domains.vocabulary.modality import Exercise, Modality
from domains.vocabulary.store import CardRow, DeckRow, NoteRow, NoteTypeRow
from domains.vocabulary.views import NoteFacts, Question

AROUND, ANYWHERE = 6, 6
REACH = 60
"""Places that are looked at for them: a range that ends is cheap even where a database has no statistics yet."""
CHOSEN = frozenset(
    {Exercise.PICTURE_WORD, Exercise.SOUND_WORD, Exercise.WORD_PICTURE, Exercise.WORD_MEANING, Exercise.CONTRAST}
)


@dataclass(frozen=True)
class Card:
    """A card with its rows."""

    row: CardRow
    note: NoteRow
    deck: DeckRow

    @property
    def facts(self) -> NoteFacts:
        """Its word."""
        return facts.facts(self.note, self.deck)


@dataclass(frozen=True)
class Asked:
    """What is asked, and the notes that stand beside the right one."""

    question: Question
    others: tuple[int, ...]


class Sides(Protocol):
    """Sanitised HTML of both sides of an imported card, with its style."""

    @property
    def front(self) -> str: ...  # noqa: D102
    @property
    def back(self) -> str: ...  # noqa: D102
    @property
    def style(self) -> str: ...  # noqa: D102


Faces = Callable[[Mapping[str, Any], Mapping[str, str], int, Mapping[str, str]], Sides]


class Asking:
    """Asks questions.

    Args:
        faces: Fills the templates of an imported card.
    """

    def __init__(self, faces: Faces) -> None:
        self._faces = faces

    def ask(self, session: Session, card: Card, mind: Mind, at: datetime, seed: int, speaking: bool) -> Asked:
        """Choose an exercise by what is known least, and build it."""
        note = card.facts
        paired = Exercise.CONTRAST in possible(note)
        neighbours = list(facts.notes(session, near(session, note.id)).values()) if paired else []
        memories = {each: _memory(mind, card.row.id, each) for each in Modality}
        exercise = choose(note, memories, at, seed, _able(note, neighbours, speaking))
        if exercise not in CHOSEN:
            return Asked(self.again(session, card, exercise, (), seed), ())
        nearest = _near(session, note, exercise)
        beside = distractors(note, exercise, nearest, _others(session, card, seed), seed)
        if exercise is Exercise.CONTRAST and (other := partner(note, neighbours)):
            beside = (other, *(each for each in beside if each.id != other.id))
        return Asked(question(note, exercise, beside, seed), tuple(each.id for each in beside))

    def again(self, session: Session, card: Card, exercise: Exercise, others: tuple[int, ...], seed: int) -> Question:
        """The same question once more, as its token tells; words that were deleted meanwhile are left out."""
        note = card.facts
        if exercise is Exercise.FLIP:
            return self._turned(session, card, question(note, exercise, (), seed))
        known = facts.notes(session, others)
        return question(note, exercise, [known[each] for each in others if each in known], seed)

    def _turned(self, session: Session, card: Card, plain: Question) -> Question:
        """An imported card as its author laid it out."""
        kind = session.get(NoteTypeRow, card.note.note_type_id) if card.note.note_type_id else None
        if kind is None:
            return plain
        beside: Mapping[str, str] = {"Tags": " ".join(card.note.tags), "Deck": card.deck.title}
        shown = self._faces(kind.definition, card.note.fields, card.row.ordinal, beside)
        values = {name: getattr(plain, name) for name in plain.__dataclass_fields__}
        return Question(**values | {"front": shown.front, "back": shown.back, "style": shown.style})


def _memory(mind: Mind, card: int, modality: Modality) -> Memory | None:
    return mind.parts.get((card, modality)) if modality else mind.whole.get(card)


def _able(note: NoteFacts, neighbours: list[NoteFacts], speaking: bool) -> frozenset[Exercise]:
    able = possible(note)
    if not speaking:
        able -= {Exercise.SPEAK}
    return able if Exercise.CONTRAST not in able or partner(note, neighbours) else able - {Exercise.CONTRAST}


def _near(session: Session, note: NoteFacts, exercise: Exercise) -> list[NoteFacts]:
    """Words easily confused with this one in this exercise, nearest first."""
    ids = near(session, note.id, exercise)
    known = facts.notes(session, ids)
    return [known[each] for each in ids if each in known]


def _others(session: Session, card: Card, seed: int) -> Iterator[NoteFacts]:
    """Words around it, which are of the same level in most decks, and some from anywhere; read only when needed."""
    last = session.scalar(select(func.max(NoteRow.position)).where(NoteRow.deck_id == card.deck.id)) or 0
    anywhere = Random(seed).randint(0, max(last - ANYWHERE, 0))  # noqa: S311 - variety, not secrecy
    around = max(card.note.position - AROUND // 2, 0)
    met = {card.note.id}
    for start, most in ((around, AROUND), (anywhere, ANYWHERE)):
        query = select(NoteRow).where(NoteRow.deck_id == card.deck.id, NoteRow.position.between(start, start + REACH))
        query = query.where(NoteRow.deleted_at.is_(None)).order_by(NoteRow.position).limit(most)
        for row in session.scalars(query):
            if row.id not in met:
                met.add(row.id)
                yield facts.facts(row, card.deck)
