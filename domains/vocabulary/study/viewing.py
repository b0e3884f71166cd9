"""A deck as an actor sees it."""

from collections.abc import Callable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.actor import Actor, Role
from domains.vocabulary import clock
from domains.vocabulary.config import Config
from domains.vocabulary.decks import learning
from domains.vocabulary.decks.access import may_edit
from domains.vocabulary.store import CardRow, DeckRow, NoteRow
from domains.vocabulary.study.day import day
from domains.vocabulary.views import Counts, DeckView


class Viewing:
    """Draws decks.

    Args:
        settings: The configuration as it stands.
    """

    def __init__(self, settings: Callable[[], Config]) -> None:
        self._settings = settings

    def __call__(self, session: Session, actor: Actor, row: DeckRow) -> DeckView:
        """The deck with what waits in it for this learner."""
        return DeckView(
            id=row.id,
            version=row.version,
            title=row.title,
            description=row.description,
            kind=row.kind,
            audience=row.audience,
            owner=row.owner_name,
            language=row.language,
            known=row.known,
            cards=_cards(session, row.id),
            counts=self._counts(session, actor, row),
            editable=may_edit(actor, row),
            settings=dict(row.settings),
            credits=tuple(row.credits),
            class_id=row.class_id,
            is_demonstration=row.is_demonstration,
        )

    def _counts(self, session: Session, actor: Actor, row: DeckRow) -> Counts:
        if actor.role is not Role.LEARNER:
            return Counts()
        config = learning.of_deck(self._settings(), row.settings)
        return day(session, actor.id, row, config, clock.now()).counts


def _cards(session: Session, deck_id: str) -> int:
    """Without those of deleted notes, which are few."""
    every = session.scalar(select(func.count()).where(CardRow.deck_id == deck_id)) or 0
    gone = select(func.count(CardRow.id)).join(NoteRow, NoteRow.id == CardRow.note_id)
    deleted = gone.where(NoteRow.deck_id == deck_id, NoteRow.deleted_at.is_not(None))
    return every - (session.scalar(deleted) or 0)
