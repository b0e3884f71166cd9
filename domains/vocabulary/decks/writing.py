"""Notes of a deck: added, changed, deleted and brought back."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.intake.refusal import Refused
from data.actor import Actor
from domains.vocabulary import clock
from domains.vocabulary.decks import access
from domains.vocabulary.decks.drafting import values
from domains.vocabulary.decks.facts import facts
from domains.vocabulary.decks.fields import KEPT, as_before, taken
from domains.vocabulary.decks.shelf import View, touch
from domains.vocabulary.door import ALL, Door, subject
from domains.vocabulary.store import CardRow, DeckRow, EditRow, NoteRow
from domains.vocabulary.views import DeckView, Draft, NoSuchCard, NoteFacts, NotNow

MOST = 100_000
PAGE = 50
Changed = Callable[[str], None]


class Notes:
    """What is done to notes.

    Args:
        door: Lets actors in.
        view: A deck as an actor sees it.
        changed: Told the id of a deck whose words changed, after the transaction.
    """

    def __init__(self, door: Door, view: View, changed: Changed) -> None:
        self._door, self._view, self._changed = door, view, changed

    def note(self, actor: Actor, note_id: int) -> NoteFacts:
        """One note."""
        with self._door.look(actor, *ALL) as session:
            return facts(*access.noted(session, actor, note_id))

    def page(self, actor: Actor, deck_id: str, page: int) -> tuple[NoteFacts, ...]:
        """A page of a deck's notes, in its order."""
        with self._door.look(actor, *ALL) as session:
            deck = access.seen(session, actor, deck_id)
            query = select(NoteRow).where(NoteRow.deck_id == deck.id, NoteRow.deleted_at.is_(None))
            query = query.order_by(NoteRow.position, NoteRow.id).limit(PAGE).offset(PAGE * (max(page, 1) - 1))
            return tuple(facts(row, deck) for row in session.scalars(query))

    def add(self, actor: Actor, deck_id: str, drafts: Sequence[Draft]) -> DeckView:
        """Keep drafts; all of them, or none where one has a problem."""
        with self._door.visit(actor, "notes.add", subject("deck", deck_id), *ALL) as visit:
            deck = access.editable(visit.session, actor, deck_id)
            visit.detail["notes"] = len(append(visit.session, deck, drafts))
            touch(deck)
            visit.session.flush()
            view = self._view(visit.session, actor, deck)
        self._changed(view.id)
        return view

    def change(self, actor: Actor, note_id: int, fields: Mapping[str, object]) -> NoteFacts:
        """Change some of its fields; a machine's voice and the pronunciation of another word go with it."""
        return self.write(actor, note_id, "note.change", taken(fields))

    def delete(self, actor: Actor, note_id: int) -> None:
        """Take it away; nothing of it is lost."""
        self.write(actor, note_id, "note.delete", {"deleted_at": clock.now()})

    def write(self, actor: Actor, note_id: int, action: str, fields: Mapping[str, object]) -> NoteFacts:
        """Set checked fields, and keep what was there so that it can be taken back."""
        with self._door.visit(actor, action, subject("note", note_id), *ALL) as visit:
            note, deck = access.noted(visit.session, actor, note_id)
            access.editable(visit.session, actor, deck.id)
            _remember(visit.session, actor, note)
            visit.detail["fields"] = sorted(fields)
            _set(note, deck, _stale(note, fields) | dict(fields))
            said = facts(note, deck)
        self._changed(said.deck_id)
        return said

    def give(
        self, actor: Actor, note_id: int, name: str, content: bytes | None, keep: Callable[[bytes], str]
    ) -> NoteFacts:
        """Give it a picture or a recording, or take it away; bytes are read only for who may change the note.

        Raises:
            Refused: they cannot be used; the attempt is recorded.
        """
        with self._door.look(actor, *ALL) as session:
            _, deck = access.noted(session, actor, note_id)
            access.editable(session, actor, deck.id)
        try:
            digest = None if content is None else keep(content)
        except Refused as error:
            self._door.turned_away(actor, f"note.{name}", subject("note", note_id), {"why": error.code})
            raise
        return self.write(actor, note_id, f"note.{name}", {name: digest})

    def restore(self, actor: Actor, note_id: int | None) -> NoteFacts:
        """Take back the actor's last change, and then the one before."""
        with self._door.visit(actor, "note.restore", subject("note", note_id or "-"), *ALL) as visit:
            edit = _last(visit.session, actor, note_id)
            note = visit.session.get_one(NoteRow, edit.note_id)
            deck = access.editable(visit.session, actor, note.deck_id)
            edit.undone, visit.subject = True, subject("note", note.id)
            _set(note, deck, as_before(edit.before))
            said = facts(note, deck)
        self._changed(said.deck_id)
        return said


def append(session: Session, deck: DeckRow, drafts: Sequence[Draft]) -> list[NoteRow]:
    """Put drafts at the end of a deck, each with its card.

    Raises:
        NotNow: there is none, one has a problem, or the deck would grow too large.
    """
    _demand_sound(drafts)
    at = clock.now()
    last, have = session.execute(
        select(func.coalesce(func.max(NoteRow.position), -1), func.count()).where(NoteRow.deck_id == deck.id)
    ).one()
    if have + len(drafts) > MOST:
        raise NotNow(f"A deck holds {MOST} words at most: put the rest into another deck.")
    notes = [_note(deck, draft, last + 1 + index, at) for index, draft in enumerate(drafts)]
    session.add_all(notes)
    session.flush()
    session.add_all(CardRow(note_id=row.id, deck_id=deck.id, position=row.position, origin={}) for row in notes)
    session.flush()
    return notes


def _demand_sound(drafts: Sequence[Draft]) -> None:
    if not drafts:
        raise NotNow("There is no word to add: type at least one.")
    broken = next((draft for draft in drafts if draft.problem), None)
    if broken is not None:
        raise NotNow(f"“{broken.word or broken.meaning}” cannot be added: {broken.problem}")


def _note(deck: DeckRow, draft: Draft, position: int, at: datetime) -> NoteRow:
    return NoteRow(
        deck_id=deck.id, guid=uuid4().hex, position=position, concept="", fields={}, origin={},
        created_at=at, changed_at=at, **taken(values(draft)),
    )  # fmt: skip


def _set(note: NoteRow, deck: DeckRow, fields: Mapping[str, object]) -> None:
    for name, value in fields.items():
        setattr(note, name, value)
    note.changed_at = clock.now()
    touch(deck)


def _stale(note: NoteRow, fields: Mapping[str, object]) -> dict[str, object]:
    """What was made for the word as it was, and is wrong for another."""
    if "word" not in fields or fields["word"] == note.word:
        return {}
    return {"sound": None, "ipa": ""}


def _remember(session: Session, actor: Actor, note: NoteRow) -> None:
    before = {name: getattr(note, name) for name in KEPT}
    session.add(EditRow(actor_id=actor.id, note_id=note.id, before=before, at=clock.now(), undone=False))


def _last(session: Session, actor: Actor, note_id: int | None) -> EditRow:
    query = select(EditRow).where(EditRow.actor_id == actor.id, EditRow.undone.is_(False))
    query = query if note_id is None else query.where(EditRow.note_id == note_id)
    found = session.scalar(query.order_by(EditRow.id.desc()).limit(1))
    if found is None:
        raise NoSuchCard("There is no change of yours to take back.")
    return found
