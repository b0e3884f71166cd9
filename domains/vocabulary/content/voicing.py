"""Speech for all words of a deck that have none: a teacher's deck gets its sounds by one click."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.actor import Actor
from domains.vocabulary.content.concepts import LANGUAGES, words
from domains.vocabulary.content.sounding import SoundError
from domains.vocabulary.content.speech import CHARACTERS, KANJI, Sound, SpeechError, Voices
from domains.vocabulary.decks import access
from domains.vocabulary.door import ALL, Door, subject
from domains.vocabulary.exercises.forms import parted
from domains.vocabulary.store import DeckRow, MediaRow, NoteRow
from domains.vocabulary.views import NotNow
from ui.kit.context import DomainContext

CREDIT = "spoken by eSpeak NG"
MOST = 2_000


@dataclass(frozen=True)
class Silent:
    """A note without sound, and what would be read aloud; empty where that is not known."""

    id: int
    word: str
    text: str


def voice(context: DomainContext, door: Door, actor: Actor, deck_id: str, voices: Voices | None = None) -> int:
    """Speak every note of a deck that has no sound; sounds and pronunciations that are there stay.

    Returns:
        How many were spoken; at most 2,000 at a time, so that nobody waits for ever.

    Raises:
        NotNow: the deck has no language, nobody here speaks it, or the actor may not change it.
    """
    with door.look(actor, *ALL) as session:
        deck = access.editable(session, actor, deck_id)
        language, silent = deck.language, _silent(session, deck)
    if not language:
        raise NotNow("The deck does not say which language it teaches: set it in the deck's settings, then repeat.")
    spoken = _spoken([each for each in silent if each.text], language, voices or Voices())
    with door.visit(actor, "deck.voice", subject("deck", deck_id), *ALL) as visit:
        deck = access.editable(visit.session, actor, deck_id)
        count = sum(_give(context, visit.session, deck, note_id, sound) for note_id, sound in spoken.items())
        visit.detail["notes"], visit.silent = count, not count
    return count


def _silent(session: Session, deck: DeckRow) -> list[Silent]:
    query = select(NoteRow).where(NoteRow.deck_id == deck.id, NoteRow.deleted_at.is_(None), NoteRow.sound.is_(None))
    query = query.where(NoteRow.own_sound.is_(None), NoteRow.word != "").order_by(NoteRow.position).limit(MOST)
    return [Silent(row.id, row.word, _text(row, deck.language)) for row in session.scalars(query)]


def _text(note: NoteRow, language: str) -> str:
    """What is read aloud: the word without its article; of Japanese its kana, by hand or as the starter words have."""
    bare = parted(note.word.split("/")[0].strip(), language)[1][:CHARACTERS]
    if not (language.startswith("ja") and KANJI.search(bare)):
        return bare
    kana = next((each for each in note.accepted if each and not KANJI.search(each)), "")
    return kana or next((each.spoken for each in words("ja").values() if each.bare == bare), "")


def _spoken(silent: Sequence[Silent], language: str, voices: Voices) -> dict[int, Sound]:
    try:
        sounds = list(voices.speak_all([each.text for each in silent], language)) if silent else []
    except (SpeechError, SoundError) as error:
        named = LANGUAGES.get(language, language)
        raise NotNow(f"The words cannot be spoken ({named}). {error}") from error
    return {each.id: sound for each, sound in zip(silent, sounds, strict=True) if sound}


def _give(context: DomainContext, session: Session, deck: DeckRow, note_id: int, sound: Sound) -> bool:
    """Give a note its sound, unless it got one meanwhile."""
    note = session.get(NoteRow, note_id)
    if note is None or note.sound or note.deleted_at is not None:
        return False
    note.sound, note.ipa = context.blobs.put(sound.content), note.ipa or sound.ipa[:256]
    name = f"spoken-{note.sound[:16]}.mp3"
    if session.scalar(select(MediaRow.id).where(MediaRow.deck_id == deck.id, MediaRow.name == name)) is None:
        session.add(
            MediaRow(deck_id=deck.id, name=name, digest=note.sound, kind=sound.kind, bytes=len(sound.content),
                     credit=CREDIT)
        )  # fmt: skip
        session.flush()
    return True
