"""Decks as a whole: made, changed, copied, shared, deleted and brought back."""

from collections.abc import Callable, Mapping
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.actor import Actor, Role
from domains.vocabulary import clock
from domains.vocabulary.config import Config
from domains.vocabulary.decks import access, copying, learning
from domains.vocabulary.door import ALL, Door, Visit, subject
from domains.vocabulary.store import DeckRow, MemberRow
from domains.vocabulary.views import DeckView, NoSuchDeck, NotNow

View = Callable[[Session, Actor, DeckRow], DeckView]
TITLE, DESCRIPTION, TAG = 256, 4000, 16
FIELDS = ("title", "description", "language", "known", "settings")


class Shelf:
    """What is done to decks.

    Args:
        door: Lets actors in.
        settings: The configuration as it stands.
        view: A deck as an actor sees it.
    """

    def __init__(self, door: Door, settings: Callable[[], Config], view: View) -> None:
        self._door, self._settings, self._view = door, settings, view

    def decks(self, actor: Actor) -> tuple[DeckView, ...]:
        """What the actor sees: what waits for them first, then by title."""
        with self._door.look(actor, *ALL) as session:
            views = [self._view(session, actor, row) for row in access.visible(session, actor)]
        return tuple(sorted(views, key=_order))

    def deck(self, actor: Actor, deck_id: str) -> DeckView:
        """One deck."""
        with self._door.look(actor, *ALL) as session:
            return self._view(session, actor, access.seen(session, actor, deck_id))

    def create(self, actor: Actor, title: str, language: str, known: str, description: str) -> DeckView:
        """A new, empty deck."""
        at = clock.now()
        row = DeckRow(
            id=uuid4().hex, version=1, kind="own", audience=access.OWNER, owner_id=actor.id, owner_name=actor.name,
            settings={}, credits=[], origin={}, is_demonstration=False, created_at=at, changed_at=at,
        )  # fmt: skip
        self._take(row, {"title": title, "language": language, "known": known, "description": description})
        with self._door.visit(actor, "deck.create", subject("deck", row.id), *ALL) as visit:
            visit.session.add(row)
            visit.session.flush()
            visit.detail["title"] = row.title
            return self._view(visit.session, actor, row)

    def change(self, actor: Actor, deck_id: str, version: int, fields: Mapping[str, object]) -> DeckView:
        """Change some of its fields."""
        with self._door.visit(actor, "deck.change", subject("deck", deck_id), *ALL) as visit:
            row = access.editable(visit.session, actor, deck_id, version)
            self._take(row, fields)
            return self._changed(visit, row, fields=sorted(fields))

    def delete(self, actor: Actor, deck_id: str, version: int) -> None:
        """Take it away; nothing of it is lost."""
        with self._door.visit(actor, "deck.delete", subject("deck", deck_id), *ALL) as visit:
            row = access.editable(visit.session, actor, deck_id, version)
            row.deleted_at = clock.now()
            touch(row)

    def restore(self, actor: Actor, deck_id: str | None) -> DeckView:
        """Bring it back."""
        with self._door.visit(actor, "deck.restore", subject("deck", deck_id or "-"), *ALL) as visit:
            query = select(DeckRow).where(DeckRow.deleted_at.is_not(None)).order_by(DeckRow.deleted_at.desc())
            rows = visit.session.scalars(query if deck_id is None else query.where(DeckRow.id == str(deck_id)))
            row = next((each for each in rows if access.may_edit(actor, each)), None)
            if row is None:
                raise NoSuchDeck("There is no deleted deck of yours to bring back.")
            visit.subject, row.deleted_at = subject("deck", row.id), None
            return self._changed(visit, row)

    def copy(self, actor: Actor, deck_id: str) -> DeckView:
        """A deck of the actor's own with the same notes."""
        with self._door.visit(actor, "deck.copy", subject("deck", deck_id), *ALL) as visit:
            row = copying.copy(visit.session, actor, access.seen(visit.session, actor, deck_id))
            visit.detail["copy"] = row.id
            return self._view(visit.session, actor, row)

    def share(self, actor: Actor, deck_id: str, audience: str | None) -> DeckView:
        """Show it to a class, to everyone or to nobody else."""
        with self._door.visit(actor, "deck.share", subject("deck", deck_id), *ALL) as visit:
            row = access.editable(visit.session, actor, deck_id)
            self._demand_may_share(visit.session, actor, audience)
            shared = access.EVERYONE if audience == access.EVERYONE else access.CLASS if audience else access.OWNER
            row.audience, row.class_id = shared, audience if shared == access.CLASS else None
            return self._changed(visit, row, audience=shared, class_id=row.class_id)

    def _demand_may_share(self, session: Session, actor: Actor, audience: str | None) -> None:
        if audience is None or actor.role is Role.ADMINISTRATOR:
            return
        if audience == access.EVERYONE:
            raise NotNow("Only an administrator shows a deck to everyone: share it with a class, or ask for it.")
        member = session.get(MemberRow, (str(audience), actor.id))
        if member is None or member.role != "teacher":
            raise NotNow("Only a teacher of a class shares decks with it: ask an administrator to make you one.")

    def _changed(self, visit: Visit, row: DeckRow, **detail: object) -> DeckView:
        touch(row)
        visit.session.flush()
        visit.detail |= {key: value for key, value in detail.items() if value is not None}
        return self._view(visit.session, visit.actor, row)

    def _take(self, row: DeckRow, fields: Mapping[str, object]) -> None:
        strange = sorted(set(fields) - set(FIELDS))
        if strange:
            raise NotNow(f"A deck's “{strange[0]}” cannot be changed: {', '.join(FIELDS)} can.")
        if "settings" in fields:
            given = fields["settings"]
            row.settings = learning.checked(self._settings(), dict(given) if isinstance(given, Mapping) else {})
        if "title" in fields:
            row.title = _titled(fields["title"])
        if "description" in fields:
            row.description = str(fields["description"]).strip()[:DESCRIPTION]
        for name in ("language", "known"):
            if name in fields:
                setattr(row, name, _language(fields[name]))


def touch(row: DeckRow) -> None:
    """Count a change, so that whoever saw the deck before it is told."""
    row.version += 1
    row.changed_at = clock.now()


def _titled(value: object) -> str:
    title = " ".join(str(value).split())
    if not title:
        raise NotNow("The deck has no title: give it one.")
    if len(title) > TITLE:
        raise NotNow(f"The title has {len(title)} characters: shorten it to {TITLE}.")
    return title


def _language(value: object) -> str:
    tag = str(value).strip().replace("_", "-")
    if len(tag) > TAG or not all(part.isalnum() and part.isascii() for part in tag.split("-") if tag):
        raise NotNow("A language is given as its tag, such as “es” or “pt-BR”: choose one from the list.")
    return tag


def _order(view: DeckView) -> tuple[bool, bool, str]:
    begun = bool(view.counts.learning or view.counts.due or view.counts.done or view.counts.later)
    return not begun, view.kind == "starter", view.title.casefold()
