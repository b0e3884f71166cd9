"""Who sees a deck, and who may change it."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from data.actor import Actor, Role
from domains.vocabulary.store import CardRow, DeckRow, MemberRow, NoteRow
from domains.vocabulary.views import NoSuchCard, NoSuchDeck, NotNow

EVERYONE, CLASS, OWNER = "everyone", "class", "owner"
STALE = "“{title}” was changed meanwhile: look at it again, then repeat what you wanted."


def sees(actor: Actor) -> ColumnElement[bool]:
    """A deck that is there, and that is the actor's own, everyone's, or of a class that they belong to.

    Administrators also see what is shared with any class, since they run the classes; never what is somebody's own.
    """
    mine = select(MemberRow.class_id).where(MemberRow.account_id == actor.id)
    in_class = DeckRow.class_id.is_not(None) if actor.role is Role.ADMINISTRATOR else DeckRow.class_id.in_(mine)
    shared = and_(DeckRow.audience == CLASS, in_class)
    return and_(DeckRow.deleted_at.is_(None), or_(DeckRow.owner_id == actor.id, DeckRow.audience == EVERYONE, shared))


def may_edit(actor: Actor, deck: DeckRow) -> bool:
    """Its owner; and administrators, where it is everyone's."""
    return deck.owner_id == actor.id or (actor.role is Role.ADMINISTRATOR and deck.audience == EVERYONE)


def visible(session: Session, actor: Actor) -> Sequence[DeckRow]:
    """All decks that the actor sees, in the order of their titles."""
    return session.scalars(select(DeckRow).where(sees(actor)).order_by(DeckRow.title, DeckRow.id)).all()


def seen(session: Session, actor: Actor, deck_id: str) -> DeckRow:
    """One deck.

    Raises:
        NoSuchDeck: there is none for this actor.
    """
    row = session.scalar(select(DeckRow).where(DeckRow.id == str(deck_id), sees(actor)))
    if row is None:
        raise NoSuchDeck("There is no such deck for you: choose one from the list.")
    return row


def editable(session: Session, actor: Actor, deck_id: str, version: int | None = None) -> DeckRow:
    """One deck that the actor may change, as they saw it last.

    Raises:
        NoSuchDeck: there is none for this actor.
        NotNow: they may not change it, or somebody did meanwhile.
    """
    row = seen(session, actor, deck_id)
    if not may_edit(actor, row):
        raise NotNow(f"“{row.title}” belongs to {row.owner_name}: make a copy of it, and change the copy.")
    if version is not None and version != row.version:
        raise NotNow(STALE.format(title=row.title))
    return row


def noted(session: Session, actor: Actor, note_id: int) -> tuple[NoteRow, DeckRow]:
    """One note with its deck.

    Raises:
        NoSuchCard: there is none for this actor.
    """
    query = select(NoteRow, DeckRow).join(DeckRow, DeckRow.id == NoteRow.deck_id)
    found = session.execute(query.where(NoteRow.id == note_id, NoteRow.deleted_at.is_(None), sees(actor))).first()
    if found is None:
        raise NoSuchCard("There is no such word for you: choose one from a deck.")
    return found[0], found[1]


def carded(session: Session, actor: Actor, card_id: int) -> tuple[CardRow, NoteRow, DeckRow]:
    """One card with its note and deck.

    Raises:
        NoSuchCard: there is none for this actor.
    """
    query = select(CardRow, NoteRow, DeckRow).join(NoteRow, NoteRow.id == CardRow.note_id)
    query = query.join(DeckRow, DeckRow.id == CardRow.deck_id)
    found = session.execute(query.where(CardRow.id == card_id, NoteRow.deleted_at.is_(None), sees(actor))).first()
    if found is None:
        raise NoSuchCard("There is no such card for you: choose one from a deck.")
    return found[0], found[1], found[2]
