"""After a break: more is due than a day holds, and is spread over some days."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from data.actor import Actor
from domains.vocabulary import clock
from domains.vocabulary.config import Config
from domains.vocabulary.decks import access, learning
from domains.vocabulary.door import Door, subject
from domains.vocabulary.memory import load
from domains.vocabulary.store import PlanRow
from domains.vocabulary.study import sql
from domains.vocabulary.study.day import day
from domains.vocabulary.views import Backlog, NotNow

WEEK = timedelta(days=7)


class Backlogs:
    """Plans of learners, each for themselves.

    Args:
        door: Lets learners in.
        settings: The configuration as it stands.
    """

    def __init__(self, door: Door, settings: Callable[[], Config]) -> None:
        self._door, self._settings = door, settings

    def backlog(self, actor: Actor, deck_id: str) -> Backlog | None:
        """What to do about it; None where the day holds all and nothing was planned."""
        with self._door.look(actor) as session:
            deck = access.seen(session, actor, deck_id)
            config = learning.of_deck(self._settings(), deck.settings)
            at = clock.now()
            now = day(session, actor.id, deck, config, at)
            plan = session.get(PlanRow, (actor.id, deck.id))
            today = clock.day_of(at, config.day_starts_at)
            if plan is not None and today <= plan.until:
                return _going_on(now.due, plan)
            found = load.plan(now.due, now.limit, arriving(session, actor.id, deck.id, at))
        if found is None:
            return None
        return Backlog(found.due, config.reviews_per_day, dict(found.choices), found.sentence)

    def spread(self, actor: Actor, deck_id: str, days: int | None) -> None:
        """Spread what is due over so many days, or go back to the daily limit."""
        if days is not None and not 1 <= days <= load.LONGEST:
            raise NotNow(f"Choose from 1 to {load.LONGEST} days.")
        action = "backlog.spread" if days else "backlog.forget"
        with self._door.visit(actor, action, subject("deck", deck_id)) as visit:
            deck = access.seen(visit.session, actor, deck_id)
            plan = visit.session.get(PlanRow, (actor.id, deck.id))
            if plan is not None:
                visit.session.delete(plan)
                visit.session.flush()
            if days is not None:
                config = learning.of_deck(self._settings(), deck.settings)
                at = clock.now()
                now = day(visit.session, actor.id, deck, config, at)
                until = clock.day_of(at, config.day_starts_at) + timedelta(days=days - 1)
                waiting = now.due + now.reviews_done
                per_day = max(load.a_day(waiting, days, arriving(visit.session, actor.id, deck.id, at)), 1)
                row = PlanRow(learner_id=actor.id, deck_id=deck.id, per_day=per_day, until=until, made_at=at)
                visit.session.add(row)
                visit.detail |= {"days": days, "per_day": per_day}


def arriving(session: Session, learner: str, deck_id: str, at: datetime) -> float:
    """Cards that come due each day of the week to come."""
    asked = {"learner": learner, "deck": deck_id, "at": at}
    now = session.execute(sql.DUE, asked).scalar_one()
    then = session.execute(sql.DUE, asked | {"at": at + WEEK}).scalar_one()
    return float(then - now) / WEEK.days


def _going_on(due: int, plan: PlanRow) -> Backlog:
    sentence = f"{due} cards are due; {plan.per_day} a day are asked until {plan.until:%d %B %Y}."
    return Backlog(due, plan.per_day, {}, sentence, plan.per_day, plan.until)
