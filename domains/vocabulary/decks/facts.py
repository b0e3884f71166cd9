"""Rows as pages see them."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from domains.vocabulary.store import DeckRow, NoteRow
from domains.vocabulary.views import NoteFacts

AT_ONCE = 500


def facts(note: NoteRow, deck: DeckRow, own_tags: Sequence[str] = ()) -> NoteFacts:
    """All that is known about a word, with the tags that a learner gave it themselves."""
    return NoteFacts(
        id=note.id,
        deck_id=deck.id,
        word=note.word,
        meaning=note.meaning,
        language=deck.language,
        known=deck.known,
        accepted=tuple(note.accepted),
        ipa=note.ipa,
        level=note.level,
        frequency=note.frequency,
        example=note.example,
        picture=note.picture,
        sound=note.sound,
        own_sound=note.own_sound,
        tags=tuple(dict.fromkeys((*note.tags, *own_tags))),
        concept=note.concept,
        fields=dict(note.fields),
    )


def notes(session: Session, ids: Iterable[int]) -> dict[int, NoteFacts]:
    """Notes by id; those that were deleted are left out."""
    wanted = list(dict.fromkeys(ids))
    found: dict[int, NoteFacts] = {}
    for start in range(0, len(wanted), AT_ONCE):
        query = select(NoteRow, DeckRow).join(DeckRow, DeckRow.id == NoteRow.deck_id)
        query = query.where(NoteRow.id.in_(wanted[start : start + AT_ONCE]), NoteRow.deleted_at.is_(None))
        found |= {note.id: facts(note, deck) for note, deck in session.execute(query)}
    return found
