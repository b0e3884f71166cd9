"""What a learner decides about a card, and what an answer does to it besides."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.actor import Actor
from domains.vocabulary import clock
from domains.vocabulary.config import Config
from domains.vocabulary.decks import access, fields
from domains.vocabulary.door import Door, Visit, subject
from domains.vocabulary.memory.scheduling import REVIEW, Memory
from domains.vocabulary.modality import Modality
from domains.vocabulary.store import CardRow, StandingRow, StateRow
from domains.vocabulary.views import NotNow

FLAGS = 7


class Standings:
    """Cards put aside and marked, each learner for themselves."""

    def __init__(self, door: Door, day_starts_at: Any) -> None:
        self._door, self._day_starts_at = door, day_starts_at

    def bury(self, actor: Actor, card_id: int) -> None:
        """Hide it until tomorrow."""
        until = clock.end_of(clock.now(), self._day_starts_at())
        self._set(actor, card_id, "card.bury", buried_until=until)

    def suspend(self, actor: Actor, card_id: int, on: bool) -> None:
        """Take it out of the queue, or put it back, from the day's rest too."""
        values: dict[str, object] = {"suspended": True} if on else {"suspended": False, "buried_until": None}
        self._set(actor, card_id, "card.suspend" if on else "card.resume", **values)

    def flag(self, actor: Actor, card_id: int, flag: int) -> None:
        """Mark it."""
        if not 0 <= flag <= FLAGS:
            raise NotNow(f"Choose a flag from 1 to {FLAGS}, or 0 for none.")
        self._set(actor, card_id, "card.flag", flag=flag)

    def tag(self, actor: Actor, card_id: int, tags: Sequence[str]) -> None:
        """Give it tags."""
        self._set(actor, card_id, "card.tag", tags=fields.tags(list(tags)))

    def _set(self, actor: Actor, card_id: int, action: str, **values: object) -> None:
        with self._door.visit(actor, action, subject("card", card_id)) as visit:
            access.carded(visit.session, actor, card_id)
            _write(visit, card_id, values)


def _write(visit: Visit, card_id: int, values: dict[str, object]) -> None:
    row = standing(visit.session, visit.actor.id, card_id)
    for name, value in values.items():
        setattr(row, name, value)
    visit.detail |= {name: value for name, value in values.items() if not isinstance(value, datetime)}


def standing(session: Session, learner: str, card_id: int) -> StandingRow:
    """The row of a card, made where there is none."""
    row = session.get(StandingRow, (learner, card_id))
    if row is None:
        row = StandingRow(learner_id=learner, card_id=card_id, suspended=False, flag=0, leech=False, tags=[])
        session.add(row)
    return row


def after_answer(
    session: Session, learner: str, card: CardRow, held: Memory, config: Config, at: datetime
) -> dict[str, Any]:
    """Bury what was learned from the same note, and mark a leech; what was done, so that it can be taken back."""
    done: dict[str, Any] = {}
    if config.bury_siblings and (buried := _bury_siblings(session, learner, card, config, at)):
        done["buried"] = buried
    if held.lapses >= config.leech_lapses:
        row = standing(session, learner, card.id)
        if not row.leech:
            row.leech, done["leech"] = True, True
    return done


def take_back(session: Session, learner: str, card_id: int, done: dict[str, Any]) -> None:
    """What `after_answer` did, undone."""
    for sibling in done.get("buried", ()):
        standing(session, learner, sibling).buried_until = None
    if done.get("leech"):
        standing(session, learner, card_id).leech = False


def _bury_siblings(session: Session, learner: str, card: CardRow, config: Config, at: datetime) -> list[int]:
    """Those in learning go on: their minutes would be lost."""
    until = clock.end_of(at, config.day_starts_at)
    siblings = session.scalars(select(CardRow.id).where(CardRow.note_id == card.note_id, CardRow.id != card.id))
    buried = []
    for sibling in siblings:
        state = session.get(StateRow, (learner, sibling, Modality.WHOLE.value))
        row = standing(session, learner, sibling)
        if (state is None or state.state == REVIEW) and (row.buried_until is None or row.buried_until <= at):
            row.buried_until = until
            buried.append(sibling)
    return buried
