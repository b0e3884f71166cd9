"""What the vocabulary does: every call takes an actor, checks the role, and leaves its audit row."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from data.actor import SYSTEM, Actor, Role
from domains.vocabulary import demo
from domains.vocabulary.classes.progress import Reports
from domains.vocabulary.classes.roster import Roster
from domains.vocabulary.config import Config
from domains.vocabulary.confusability.keeping import refresh
from domains.vocabulary.content.suggesting import Suggesting
from domains.vocabulary.decks.media import Media
from domains.vocabulary.decks.shelf import Shelf
from domains.vocabulary.decks.tables import Tables
from domains.vocabulary.decks.writing import Notes
from domains.vocabulary.door import Door
from domains.vocabulary.figures.ownlog import OwnLog
from domains.vocabulary.figures.statements import Statements
from domains.vocabulary.figures.statistics import Figures
from domains.vocabulary.packages.exchange import Exchange
from domains.vocabulary.packages.rendering import faces
from domains.vocabulary.pronunciation.listening import Listening
from domains.vocabulary.study.asking import Asking
from domains.vocabulary.study.backlogs import Backlogs
from domains.vocabulary.study.browser import Browser
from domains.vocabulary.study.dealing import Dealer
from domains.vocabulary.study.desk import Desk
from domains.vocabulary.study.records import Records
from domains.vocabulary.study.refitting import Refitting
from domains.vocabulary.study.standings import Standings
from domains.vocabulary.study.tokens import Tokens
from domains.vocabulary.study.viewing import Viewing
from domains.vocabulary.views import (
    Answer,
    Backlog,
    CardPage,
    ClassView,
    Confused,
    DeckView,
    Draft,
    Imported,
    NoteFacts,
    Progress,
    Pronunciation,
    Rest,
    Statistics,
    Suggestion,
    Turn,
    Verdict,
)
from ui.kit.context import DomainContext


class VocabularyService:
    """The vocabulary of one installation.

    Every method raises :class:`~data.actor.NotAllowed` for a role that may not. Those about one deck raise
    :class:`~domains.vocabulary.views.NoSuchDeck` where there is none for the actor, those about one card or note
    :class:`~domains.vocabulary.views.NoSuchCard`; what cannot be done as things stand is a
    :class:`~domains.vocabulary.views.NotNow`, and bytes that cannot be used a :class:`~core.intake.refusal.Refused`.
    """

    def __init__(self, context: DomainContext) -> None:
        self._context = context
        self._door = Door(context.database)
        tokens, view = Tokens(context.home), Viewing(self.settings)
        asking = Asking(faces)
        dealer = Dealer(self.settings, tokens, asking)
        self._desk = Desk(self._door, dealer, tokens, asking, Refitting(context).start)
        self._listening = Listening(self._door, self._desk.opened, context.engine, self.settings)
        self._standings = Standings(self._door, lambda: self.settings().day_starts_at)
        self._backlogs = Backlogs(self._door, self.settings)
        self._shelf = Shelf(self._door, self.settings, view)
        self._notes = Notes(self._door, view, self._words_changed)
        self._tables = Tables(self._door, view, self._words_changed)
        self._media = Media(self._door, context.blobs, lambda: self.settings().max_recording_seconds)
        self._records = Records(self._door)
        self._suggesting = Suggesting(context, self._door, self._notes)
        self._browser = Browser(self._door, self.settings)
        self._figures = Figures(self._door, self.settings)
        self._roster = Roster(self._door, context.people, view)
        self._reports = Reports(self._door, self.settings)
        self._packages = Exchange(context, self._door, self.settings, self._shelf.deck)

    def settings(self) -> Config:
        """The configuration as it stands now."""
        return cast(Config, self._context.config())

    def health(self) -> tuple[str, ...]:
        """Why this domain is degraded, one sentence a reason."""
        return ()

    def close(self) -> None:
        """Stop the intake's process."""
        self._media.close()

    def _words_changed(self, deck_id: str) -> None:
        refresh(self._context, deck_id)

    def decks(self, actor: Actor) -> tuple[DeckView, ...]:
        """The decks that this actor sees, those that they learn first."""
        return self._shelf.decks(actor)

    def deck(self, actor: Actor, deck_id: str) -> DeckView:
        """One deck."""
        return self._shelf.deck(actor, deck_id)

    def next(self, actor: Actor, deck_id: str | None = None, speaking: bool = True) -> Turn | Rest:
        """The card that comes now; without a deck from all that the learner has begun.

        Args:
            actor: The learner.
            deck_id: What is studied.
            speaking: Whether the learner may be asked to speak; False where there is no microphone. The turns that
                follow keep to it.
        """
        return self._desk.next(actor, deck_id, speaking)

    def check(self, actor: Actor, token: str, text: str = "", chosen: int | None = None) -> Verdict:
        """What an answer to a turn is worth; nothing is kept.

        Raises:
            Gone: the turn was answered already.
        """
        return self._desk.check(actor, token, text, chosen)

    def answer(self, actor: Actor, token: str, answer: Answer) -> Turn | Rest:
        """Keep an answer, and give the next card.

        Raises:
            Gone: the turn was answered already.
        """
        return self._desk.answer(actor, token, answer)

    def undo(self, actor: Actor, deck_id: str | None = None, speaking: bool = True) -> Turn | Rest:
        """Take the last answer back, and give its card again.

        Raises:
            NotNow: there is none to take back.
        """
        return self._desk.undo(actor, deck_id, speaking)

    def bury(self, actor: Actor, card_id: int) -> None:
        """Hide a card until tomorrow."""
        self._standings.bury(actor, card_id)

    def suspend(self, actor: Actor, card_id: int, on: bool) -> None:
        """Take a card out of the queue, or put it back."""
        self._standings.suspend(actor, card_id, on)

    def flag(self, actor: Actor, card_id: int, flag: int) -> None:
        """Mark a card with a flag from 1 to 7; 0 takes it away."""
        self._standings.flag(actor, card_id, flag)

    def tag(self, actor: Actor, card_id: int, tags: Sequence[str]) -> None:
        """Give a card the learner's own tags, in place of those that it had."""
        self._standings.tag(actor, card_id, tags)

    def pronounce(self, actor: Actor, token: str, recording: bytes) -> Pronunciation:
        """How near a recording comes to the word of a turn; nothing is kept."""
        return self._listening.pronounce(actor, token, recording)

    def backlog(self, actor: Actor, deck_id: str) -> Backlog | None:
        """What to do about more due cards than a day holds; None where the day holds them."""
        return self._backlogs.backlog(actor, deck_id)

    def spread(self, actor: Actor, deck_id: str, days: int | None) -> None:
        """Spread what is due over so many days; None goes back to the daily limit."""
        self._backlogs.spread(actor, deck_id, days)

    def search(self, actor: Actor, query: str, page: int = 1, order: str = "due") -> CardPage:
        """Cards by words, ``tag:``, ``flag:``, ``is:``, ``level:`` and ``deck:``."""
        return self._browser.search(actor, query, page, order)

    def statistics(self, actor: Actor, deck_id: str | None = None) -> Statistics:
        """What the learner's own log tells of them."""
        return self._figures.statistics(actor, deck_id)

    def leech(self, actor: Actor, card_id: int) -> tuple[Confused, ...]:
        """What a card is confused with: the learner's own mix-ups first, then what is alike."""
        return self._desk.confused(actor, card_id)

    def create_deck(self, actor: Actor, title: str, language: str, known: str, description: str = "") -> DeckView:
        """A new, empty deck of the actor's own."""
        return self._shelf.create(actor, title, language, known, description)

    def change_deck(self, actor: Actor, deck_id: str, version: int, **fields: object) -> DeckView:
        """Change title, description, language, known or settings.

        Raises:
            NotNow: somebody changed the deck meanwhile, or a value cannot be.
        """
        return self._shelf.change(actor, deck_id, version, fields)

    def delete_deck(self, actor: Actor, deck_id: str, version: int) -> None:
        """Take a deck away; `restore_deck` brings it back, with everybody's memory of it."""
        self._shelf.delete(actor, deck_id, version)

    def restore_deck(self, actor: Actor, deck_id: str | None = None) -> DeckView:
        """Bring back a deck that was deleted, the last one without an id."""
        return self._shelf.restore(actor, deck_id)

    def copy_deck(self, actor: Actor, deck_id: str) -> DeckView:
        """A copy of the actor's own, without anybody's memory."""
        return self._shelf.copy(actor, deck_id)

    def drafts(self, actor: Actor, deck_id: str, pasted: str | bytes) -> tuple[Draft, ...]:
        """A pasted list or a table, read and not yet kept; each draft tells its own problem."""
        return self._tables.drafts(actor, deck_id, pasted)

    def add_notes(self, actor: Actor, deck_id: str, drafts: Sequence[Draft]) -> DeckView:
        """Keep drafts without a problem as notes of a deck."""
        return self._notes.add(actor, deck_id, drafts)

    def change_note(self, actor: Actor, note_id: int, **fields: object) -> NoteFacts:
        """Change word, meaning, accepted, ipa, level, example or tags."""
        return self._notes.change(actor, note_id, fields)

    def delete_note(self, actor: Actor, note_id: int) -> None:
        """Take a note away; `restore_note` brings it back."""
        self._notes.delete(actor, note_id)

    def restore_note(self, actor: Actor, note_id: int | None = None) -> NoteFacts:
        """Undo the actor's last change or deletion of a note; without an id the last of all."""
        return self._notes.restore(actor, note_id)

    def note(self, actor: Actor, note_id: int) -> NoteFacts:
        """One note."""
        return self._notes.note(actor, note_id)

    def notes(self, actor: Actor, deck_id: str, page: int = 1) -> tuple[NoteFacts, ...]:
        """A page of a deck's notes, 50 at most, in the deck's order."""
        return self._notes.page(actor, deck_id, page)

    def set_picture(self, actor: Actor, note_id: int, content: bytes | None) -> NoteFacts:
        """Give a note a picture of one's own; None takes it away.

        Raises:
            Refused: it is no picture that can be read.
        """
        return self._notes.give(actor, note_id, "picture", content, self._media.picture)

    def set_recording(self, actor: Actor, note_id: int, content: bytes | None) -> NoteFacts:
        """Give a note a recording of one's own; None takes it away.

        Raises:
            Refused: it is no sound that can be read, or too long.
        """
        return self._notes.give(actor, note_id, "own_sound", content, self._media.recording)

    def suggest(self, actor: Actor, deck_id: str) -> Mapping[int, Sequence[Suggestion]]:
        """Pictures that may fit the notes that have none, best first, by note."""
        return self._suggesting.suggest(actor, deck_id)

    def accept(self, actor: Actor, note_id: int, concept: str) -> NoteFacts:
        """Take a suggested picture."""
        return self._suggesting.accept(actor, note_id, concept)

    def voice(self, actor: Actor, deck_id: str) -> int:
        """Speak every note that has no sound; how many were spoken."""
        from domains.vocabulary.content.voicing import voice

        count = voice(self._context, self._door, actor, deck_id)
        self._words_changed(deck_id)
        return count

    def media(self, actor: Actor, digest: str) -> tuple[bytes, str]:
        """A picture or sound of a deck that the actor sees, with its MIME type."""
        return self._suggesting.picture(actor, digest) or self._media.get(actor, digest)

    def media_named(self, actor: Actor, deck_id: str, name: str) -> tuple[bytes, str]:
        """The same by the name that an imported card calls it by."""
        return self._media.named(actor, deck_id, name)

    def import_package(self, actor: Actor, content: bytes | Path, name: str) -> Imported:
        """Take in an .apkg: all of it or nothing."""
        return self._packages.take(actor, content, name)

    def export_package(self, actor: Actor, deck_id: str, history: bool = True) -> bytes:
        """A deck as .apkg, with the actor's own review history where it is wanted."""
        return self._packages.give(actor, deck_id, history)

    def import_table(self, actor: Actor, deck_id: str, content: bytes) -> Imported:
        """Take in a CSV: all of it or nothing."""
        return self._tables.take(actor, deck_id, content)

    def export_table(self, actor: Actor, deck_id: str) -> bytes:
        """A deck's notes as CSV (UTF-8)."""
        return self._tables.give(actor, deck_id)

    def statements(self, actor: Actor, since: datetime | None = None) -> list[dict[str, Any]]:
        """The actor's own answers as xAPI 1.0.3 statements."""
        return Statements(self._door).statements(actor, since)

    def export_log(self, actor: Actor) -> bytes:
        """All that is kept about the actor's own learning, as CSV (UTF-8)."""
        return OwnLog(self._door).table(actor)

    def classes(self, actor: Actor) -> tuple[ClassView, ...]:
        """The classes that the actor belongs to; an administrator sees all."""
        return self._roster.classes(actor)

    def create_class(self, actor: Actor, name: str) -> ClassView:
        """A new class; administrators only."""
        return self._roster.create(actor, name)

    def enrol(self, actor: Actor, class_id: str, account_id: str, role: str) -> ClassView:
        """Put somebody into a class; only an administrator makes a ``teacher``, a teacher may add a ``learner``."""
        return self._roster.enrol(actor, class_id, account_id, role)

    def dismiss(self, actor: Actor, class_id: str, account_id: str) -> ClassView:
        """Take somebody out of a class."""
        return self._roster.dismiss(actor, class_id, account_id)

    def people(self, actor: Actor) -> tuple[Actor, ...]:
        """Who can be put into a class; for administrators and teachers."""
        return self._roster.people(actor)

    def share(self, actor: Actor, deck_id: str, audience: str | None) -> DeckView:
        """Show a deck to a class (its id), to everyone (``everyone``, administrators only), or to nobody else."""
        return self._shelf.share(actor, deck_id, audience)

    def progress(self, actor: Actor, class_id: str) -> tuple[Progress, ...]:
        """How the learners of a class come along, in figures only; for its teachers."""
        return self._reports.progress(actor, class_id)

    def erase(self, actor: Actor) -> int:
        """Erase the actor's own log and memory for good; how many reviews there were."""
        return self._records.erase(actor)

    def replay(self, actor: Actor) -> tuple[str, ...]:
        """Whether the actor's stored memory is the replay of their log; one sentence for each difference."""
        return self._records.differences(actor)

    def waiting(self, actor: Actor) -> str:
        """What waits for a learner, for their home page: cards that are due, new ones aside; empty for none."""
        if actor.role is not Role.LEARNER:
            return ""
        due = sum(deck.counts.due + deck.counts.learning for deck in self.decks(actor))
        return f"{due} {'card is' if due == 1 else 'cards are'} due now." if due else ""

    def demo(self, actor: Actor) -> None:
        """Fill in demonstration data; what is there already stays, and a run that was cut short is finished."""
        deck_id = demo.deck_of(self._context.database, actor)
        if deck_id is None:
            deck_id = self.create_deck(actor, demo.TITLE, "es", "en", demo.DESCRIPTION).id
        if not self.deck(actor, deck_id).cards:
            self.add_notes(actor, deck_id, demo.drafts())
        demo.learned(self._context.database, actor, deck_id)
        demo.starter(self._context)
        if not any(each.name == demo.CLASS for each in self.classes(SYSTEM)):
            made = self.create_class(SYSTEM, demo.CLASS)
            if any(each.id == actor.id for each in self.people(SYSTEM)):
                self.enrol(SYSTEM, made.id, actor.id, "learner")


def open_service(context: DomainContext) -> VocabularyService:
    """What the manifest names; called once, when the domain is first needed."""
    return VocabularyService(context)
