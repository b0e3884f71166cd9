"""Starter decks: everyday words of one language, explained in another, made or brought up to date.

The same data gives the same deck, to the byte. A deck is refreshed in place, word by word, so that nobody's memory of a
card is touched; words that somebody changed by hand stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.actor import Actor, Role
from data.audit import append
from domains.vocabulary import clock
from domains.vocabulary.content import credits, material
from domains.vocabulary.content.concepts import LANGUAGES
from domains.vocabulary.content.keeping import keep
from domains.vocabulary.content.material import Made, Tell
from domains.vocabulary.content.speech import Voices
from domains.vocabulary.door import Door, subject
from domains.vocabulary.store import DeckRow, NoteRow
from ui.kit.context import DomainContext

OWNER, OWNER_NAME = "starter", "Chiron"
FINGERPRINT = "starter"


def build(
    context: DomainContext,
    actor: Actor,
    language: str,
    known: str = "en",
    tell: Tell = lambda _done, _what: None,
    voices: Voices | None = None,
    fresh: bool = False,
) -> str:
    """Make the starter deck of a language, or bring it up to date; done at once where it is so already.

    Args:
        context: The domain's corner of the house.
        actor: An administrator: everybody sees the deck.
        language: What is learned.
        known: What it is explained in.
        tell: Told the fraction done and the word at hand.
        voices: Who speaks.
        fresh: Make all pictures and sounds again even where the deck is up to date.

    Returns:
        The deck's id.

    Raises:
        NotAllowed: the actor is no administrator.
        NoSuchLanguage: there are no words in one of the languages.
        ValueError: both languages are the same.
        PicturesError, SoundError, SpeechError: a package is missing, or the language is not spoken; nothing was made.
    """
    deck_id = deck_name(language, known)
    Door(context.database).admit(actor, "deck.build", subject("deck", deck_id), Role.ADMINISTRATOR)
    entries = material.entries(language, known)
    speaking = voices or Voices()
    mark = material.fingerprint(entries, speaking.named(language))
    if not fresh and _is_current(context, deck_id, mark):
        tell(1.0, f"{language}: up to date")
        return deck_id
    material.demand(speaking)
    made = list(material.made(entries, language, speaking, tell))
    digests = _stored(context, made, language)
    with context.database.write() as session:
        deck = _deck(session, deck_id, language, known, mark)
        new = keep(session, deck, made, digests)
        append(session, actor, "deck.build", f"deck/{deck_id}", {"words": len(made), "new": new})
    tell(1.0, f"{language}: {len(made)} words")
    return deck_id


def is_current(context: DomainContext, language: str, known: str) -> bool:
    """Whether a starter deck is there as it would be made now, with all its files.

    Raises:
        NoSuchLanguage, ValueError: as :func:`build`.
    """
    mark = material.fingerprint(material.entries(language, known), Voices().named(language))
    return _is_current(context, deck_name(language, known), mark)


def deck_name(language: str, known: str) -> str:
    """The id of a starter deck."""
    return f"starter-{language}-{known}"


def _is_current(context: DomainContext, deck_id: str, mark: str) -> bool:
    with context.database.read() as session:
        deck = session.get(DeckRow, deck_id)
        if deck is None or deck.deleted_at is not None or deck.origin.get(FINGERPRINT) != mark:
            return False
        notes = select(NoteRow.picture, NoteRow.sound).where(NoteRow.deck_id == deck_id)
        files = [digest for row in session.execute(notes) for digest in row if digest]
    return all(context.blobs.has(digest) for digest in files)


def _stored(context: DomainContext, made: Sequence[Made], language: str) -> dict[str, str]:
    """Keep all files; the digest of each by its name. Files of a build that breaks off are found again by the next."""
    return {
        name: context.blobs.put(content)
        for each in made
        for name, (_, content) in material.files(each, language).items()
    }


def _deck(session: Session, deck_id: str, language: str, known: str, mark: str) -> DeckRow:
    """The deck, new or as it is, with what is ours of it brought up to date."""
    at = clock.now()
    deck = session.get(DeckRow, deck_id) or _new(session, deck_id, at)
    deck.language, deck.known, deck.changed_at, deck.deleted_at = language, known, at, None
    deck.title = f"Everyday {LANGUAGES[language]}" + ("" if known == "en" else f" (from {LANGUAGES[known]})")
    deck.description = (
        f"Everyday words of {LANGUAGES[language]} with pictures and speech, explained in {LANGUAGES[known]}: the "
        f"easiest and most frequent first. {credits.SHORT}"
    )
    deck.credits = credits.credits(language, known)
    deck.origin = deck.origin | {FINGERPRINT: mark}
    return deck


def _new(session: Session, deck_id: str, at: datetime) -> DeckRow:
    deck = DeckRow(
        id=deck_id, version=1, kind="starter", audience="everyone", owner_id=OWNER, owner_name=OWNER_NAME,
        title="", description="", settings={}, credits=[], origin={}, is_demonstration=False,
        created_at=at, changed_at=at,
    )  # fmt: skip
    session.add(deck)
    return deck
