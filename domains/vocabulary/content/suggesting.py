"""Pictures that may fit a teacher's words: by name first, then by meaning; taken by one click."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import cast

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from core.engine.task import EngineClosed, QueueFull, Task, TaskFailed
from data.actor import Actor
from domains.vocabulary.content import credits, pictures
from domains.vocabulary.content.catalogue import Item, catalogue
from domains.vocabulary.content.naming import Names
from domains.vocabulary.decks import access
from domains.vocabulary.decks.facts import facts
from domains.vocabulary.decks.writing import Notes
from domains.vocabulary.door import ALL, Door, subject
from domains.vocabulary.store import MediaRow, NoteRow
from domains.vocabulary.views import NoteFacts, NotNow, Suggestion
from ui.kit.context import DomainContext

MOST, CHOICES, TIMEOUT = 200, 3, 1_800.0
ENTRY = "domains.vocabulary.content.likeness:compare"
ENOUGH = 0.6
"""Likeness from which a picture is shown that no name speaks for; two of five such first suggestions are right."""
Array = NDArray[np.float32]


class Suggesting:
    """Finds pictures for the notes of a deck, and gives them.

    Args:
        context: The domain's corner of the house.
        door: Lets actors in.
        notes: Through which a note is changed.
    """

    def __init__(self, context: DomainContext, door: Door, notes: Notes) -> None:
        self._context, self._door, self._notes = context, door, notes
        self._suggested: set[str] = set()

    def suggest(self, actor: Actor, deck_id: str) -> Mapping[int, Sequence[Suggestion]]:
        """Up to three pictures for each of the first 200 notes without one, the best first; none where nothing fits.

        Raises:
            NotNow: the pictures are not installed, or the actor may not change the deck.
        """
        with self._door.look(actor, *ALL) as session:
            deck = access.editable(session, actor, deck_id)
            query = select(NoteRow).where(NoteRow.deck_id == deck.id, NoteRow.picture.is_(None), NoteRow.word != "")
            query = query.where(NoteRow.deleted_at.is_(None)).order_by(NoteRow.position).limit(MOST)
            asked = [facts(row, deck) for row in session.scalars(query)]
        try:
            items = list(catalogue().values())
            likeness = self._likeness(asked, items)
            return {note.id: self._shown(note, row, items) for note, row in zip(asked, likeness, strict=True)}
        except pictures.PicturesError as error:
            raise NotNow(str(error)) from error

    def accept(self, actor: Actor, note_id: int, concept: str) -> NoteFacts:
        """Give a note a suggested picture, with its credit.

        Raises:
            NotNow: there is no such picture, or the actor may not change the note.
        """
        item = catalogue().get(concept)
        if item is None:
            raise NotNow("There is no such picture: choose one of those that are suggested.")
        content = pictures.drawn(item.code)
        digest = self._context.blobs.put(content)
        self._credit(actor, note_id, item, digest, len(content))
        given = {"picture": digest, **({"concept": item.id} if item.own else {})}
        return self._notes.write(actor, note_id, "note.picture", given)

    def picture(self, actor: Actor, digest: str) -> tuple[bytes, str] | None:
        """A picture that was suggested in this process; it is nobody's secret. None for another."""
        if digest not in self._suggested or not self._context.blobs.has(digest):
            return None
        self._door.admit(actor, "vocabulary.read", "vocabulary/-", *ALL)
        return self._context.blobs.get(digest), pictures.MIME

    def _credit(self, actor: Actor, note_id: int, item: Item, digest: str, size: int) -> None:
        with self._door.visit(actor, "deck.credit", subject("note", note_id), *ALL) as visit:
            _, deck = access.noted(visit.session, actor, note_id)
            access.editable(visit.session, actor, deck.id)
            name = f"openmoji-{item.code}.png"
            have = select(MediaRow.id).where(MediaRow.deck_id == deck.id, MediaRow.name == name)
            visit.silent = visit.session.scalar(have) is not None
            if not visit.silent:
                credit = credits.picture(item.code)
                row = MediaRow(deck_id=deck.id, name=name, digest=digest, kind=pictures.MIME, bytes=size, credit=credit)
                visit.session.add(row)
            if credits.PICTURES not in deck.credits:
                deck.credits = [*deck.credits, credits.PICTURES]

    def _likeness(self, asked: Sequence[NoteFacts], items: Sequence[Item]) -> Array:
        """``(notes, pictures)``; 0 where the encoder is not installed, and names decide alone."""
        payload = {
            "folder": str(self._context.home / "vectors"),
            "names": [item.english() for item in items],
            "texts": [called(note) for note in asked],
        }
        task = Task(ENTRY, payload, kind="suggest pictures", domain=self._context.id, timeout=TIMEOUT)
        try:
            return cast(Array, self._context.engine.submit(task).result())
        except (TaskFailed, QueueFull, EngineClosed):
            return np.zeros((len(asked), len(items)), np.float32)

    def _shown(self, note: NoteFacts, likeness: Array, items: Sequence[Item]) -> tuple[Suggestion, ...]:
        asked = [(word, language) for word, language in spoken_of(note) if language]
        best = ranked(names().find(asked), likeness, items)[:CHOICES]
        return tuple(self._suggestion(note, items[place], score) for place, score in best)

    def _suggestion(self, note: NoteFacts, item: Item, score: float) -> Suggestion:
        digest = self._context.blobs.put(pictures.drawn(item.code))
        self._suggested.add(digest)
        return Suggestion(item.id, item.name(note.known or "en"), digest, score, credits.picture(item.code))


@lru_cache(1)
def names() -> Names:
    """The index of all names, made when it is first needed."""
    return Names(catalogue().values())


def called(note: NoteFacts) -> list[str]:
    """What a note calls its thing: the word, and what it means."""
    return [text for text in dict.fromkeys(word for word, _ in spoken_of(note)) if text.strip()]


def spoken_of(note: NoteFacts) -> list[tuple[str, str]]:
    """The word and its meanings, each with its language."""
    meanings = [part.strip() for part in note.meaning.replace(";", "/").split("/")]
    return [(note.word, note.language), *((each, note.known) for each in meanings if each)]


def ranked(named: Mapping[str, float], likeness: Array, items: Sequence[Item]) -> list[tuple[int, float]]:
    """Places in ``items`` with a score from 0 to 1, the best first; what no name speaks for must be alike enough."""
    found = []
    for place, item in enumerate(items):
        name, alike = named.get(item.id, 0.0), float(likeness[place])
        if name or alike >= ENOUGH:
            found.append((place, fused(name, alike)))
    return sorted(found, key=lambda pair: -pair[1])


def fused(name: float, alike: float) -> float:
    """One score in [0, 1]: the same name from 0.75, a name that holds the word from 0.5, likeness alone below that."""
    floor, width = {1.0: (0.75, 0.25), 0.5: (0.5, 0.25)}.get(name, (0.0, 0.5))
    return floor + width * min(max(alike, 0.0), 1.0)
