"""Notes of a starter deck in the database: new ones added, known ones brought up to date, cards left where they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from domains.vocabulary.content import credits, material, pictures
from domains.vocabulary.content.material import Made
from domains.vocabulary.store import CardRow, DeckRow, EditRow, MediaRow, NoteRow

Digests = Mapping[str, str]


def keep(session: Session, deck: DeckRow, made: Sequence[Made], digests: Digests) -> int:
    """Put what was made into the deck, in its order.

    Notes that somebody changed or deleted keep what they have, and so do all notes of words that are no longer among
    those made; they move behind the others.

    Args:
        session: Within a transaction.
        deck: The deck, new or as it was.
        made: Its words, in order.
        digests: Of the files, by name.

    Returns:
        How many notes are new.
    """
    session.flush()
    have = {note.guid: note for note in session.scalars(select(NoteRow).where(NoteRow.deck_id == deck.id))}
    edited = set(session.scalars(select(EditRow.note_id).where(EditRow.undone.is_(False))))
    new = [_note(deck, each, have) for each in made if _guid(deck, each) not in have]
    session.add_all(new)
    for position, each in enumerate(made):
        note = have[_guid(deck, each)]
        note.position = position
        if note.id not in edited:
            _fill(note, deck, each, digests)
    _move_behind(have.values(), {_guid(deck, each) for each in made})
    session.flush()
    _cards(session, deck, have.values())
    _media(session, deck, made, digests)
    return len(new)


def _guid(deck: DeckRow, made: Made) -> str:
    return f"chiron-{deck.language}-{deck.known}-{made.entry.concept.id}"


def _note(deck: DeckRow, made: Made, have: dict[str, NoteRow]) -> NoteRow:
    guid = _guid(deck, made)
    have[guid] = NoteRow(
        deck_id=deck.id, guid=guid, position=0, fields={}, origin={}, accepted=[], tags=[], created_at=deck.changed_at,
        changed_at=deck.changed_at,
    )  # fmt: skip
    return have[guid]


def _fill(note: NoteRow, deck: DeckRow, made: Made, digests: Digests) -> None:
    entry = made.entry
    names = list(material.files(made, deck.language))
    values = {
        "concept": entry.concept.id, "word": entry.word.whole, "meaning": entry.meaning, "accepted": entry.accepted,
        "ipa": made.ipa, "level": entry.concept.level, "frequency": entry.word.zipf, "example": entry.example,
        "picture": digests[names[0]], "sound": digests[names[1]] if len(names) > 1 else None,
        "tags": [entry.concept.category],
    }  # fmt: skip
    changed = {name: value for name, value in values.items() if getattr(note, name) != value}
    for name, value in changed.items():
        setattr(note, name, value)
    if changed:
        note.changed_at = deck.changed_at


def _move_behind(notes: Iterable[NoteRow], made: set[str]) -> None:
    left = sorted((note for note in notes if note.guid not in made), key=lambda note: note.position)
    for position, note in enumerate(left, len(made)):
        note.position = position


def _cards(session: Session, deck: DeckRow, notes: Iterable[NoteRow]) -> None:
    cards = {card.note_id: card for card in session.scalars(select(CardRow).where(CardRow.deck_id == deck.id))}
    for note in sorted(notes, key=lambda note: note.position):
        if note.id in cards:
            cards[note.id].position = note.position
        else:
            session.add(CardRow(note_id=note.id, deck_id=deck.id, ordinal=0, position=note.position, origin={}))


def _media(session: Session, deck: DeckRow, made: Sequence[Made], digests: Digests) -> None:
    rows = {row.name: row for row in session.scalars(select(MediaRow).where(MediaRow.deck_id == deck.id))}
    for each in made:
        for name, (kind, content) in material.files(each, deck.language).items():
            row = rows.get(name) or MediaRow(deck_id=deck.id, name=name)
            row.digest, row.kind, row.bytes = digests[name], kind, len(content)
            row.credit = credits.picture(each.entry.concept.emoji) if kind == pictures.MIME else credits.SPOKEN
            session.add(row)
