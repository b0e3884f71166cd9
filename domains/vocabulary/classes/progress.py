"""How the learners of a class come along: figures alone, of the decks that the class shares."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.actor import Actor
from domains.vocabulary import clock
from domains.vocabulary.classes.roster import LEARNER, taught
from domains.vocabulary.config import Config
from domains.vocabulary.door import Door, subject
from domains.vocabulary.figures import days, retention
from domains.vocabulary.figures.statistics import mine
from domains.vocabulary.figures.streaks import streak
from domains.vocabulary.memory.scheduling import REVIEW
from domains.vocabulary.modality import Modality
from domains.vocabulary.store import DeckRow, MemberRow, ReviewRow, StateRow
from domains.vocabulary.views import Member, Progress

WEEK = timedelta(days=7)


class Reports:
    """Draws up progress; each look at it leaves an audit row, for it is of other people.

    Args:
        door: Lets teachers in.
        settings: The configuration as it stands.
    """

    def __init__(self, door: Door, settings: Callable[[], Config]) -> None:
        self._door, self._settings = door, settings

    def progress(self, actor: Actor, class_id: str) -> tuple[Progress, ...]:
        """Of every learner of the class, by name."""
        with self._door.visit(actor, "class.progress", subject("class", class_id)) as visit:
            row = taught(visit.session, actor, class_id)
            query = select(MemberRow).where(MemberRow.class_id == row.id, MemberRow.role == LEARNER)
            members = visit.session.scalars(query.order_by(MemberRow.account_name)).all()
            decks = list(visit.session.scalars(select(DeckRow.id).where(DeckRow.class_id == row.id)))
            now, starts_at = clock.now(), self._settings().day_starts_at
            found = [_of(visit.session, each, decks, now, starts_at) for each in members]
            visit.detail["learners"] = len(found)
        return tuple(found)


def _of(session: Session, member: MemberRow, decks: list[str], now: datetime, starts_at: int) -> Progress:
    own = mine(member.account_id) & ReviewRow.deck_id.in_(decks)
    reviewed = days.calendar(session, own, starts_at)
    week = session.scalar(select(func.count()).where(own, ReviewRow.reviewed_at > now - WEEK)) or 0
    known = select(func.count()).where(
        StateRow.learner_id == member.account_id,
        StateRow.modality == Modality.WHOLE,
        StateRow.deck_id.in_(decks),
        StateRow.state == REVIEW,
    )
    return Progress(
        member=Member(member.account_id, member.account_name, member.role),
        reviews=reviewed.total(),
        week=week,
        retention=retention.by_span(session, own, {"all": None})["all"],
        known=session.scalar(known) or 0,
        streak=streak(reviewed, clock.day_of(now, starts_at)).days,
    )
