"""What a day of learning holds: limits, what is done of them, and what waits."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domains.vocabulary import clock
from domains.vocabulary.config import Config
from domains.vocabulary.memory import load
from domains.vocabulary.store import DeckRow, PlanRow
from domains.vocabulary.study import courses, sql
from domains.vocabulary.views import Counts

AHEAD = timedelta(minutes=20)
"""A card in learning comes this much early when nothing else is left; a learner would only sit and wait for it."""
NEW, REVIEW = 0, 2
COUNTED = 10_000
"""So many due cards beyond the daily limit are counted; that there are more changes nothing for today."""


@dataclass(frozen=True)
class Day:
    """One learner's day with one deck.

    Attributes:
        new_done: Cards met for the first time today.
        reviews_done: Cards that came back today.
        done: Answers today.
        new: Unseen cards that today still takes, in their order.
        learning: Cards being learned that come within minutes.
        due: Cards that came back in all, beyond the day's limit too.
        limit: How many more of them the day takes.
    """

    new_done: int
    reviews_done: int
    done: int
    new: tuple[int, ...]
    learning: int
    due: int
    limit: int

    @property
    def counts(self) -> Counts:
        """As a page shows it."""
        due = min(self.due, self.limit)
        return Counts(len(self.new), self.learning, due, self.due - due, self.done)

    @property
    def wants_new(self) -> bool:
        """Whether a new card is next, so that new ones are spread evenly among those that come back."""
        waiting = self.counts.due
        if not self.new or not waiting:
            return bool(self.new)
        met = self.new_done / (self.new_done + len(self.new))
        return met < self.reviews_done / (self.reviews_done + waiting)


def day(session: Session, learner: str, deck: DeckRow, config: Config, at: datetime) -> Day:
    """How the day stands; ``config`` is the deck's."""
    values: sql.Parameters = {"learner": learner, "deck": deck.id, "at": at, "until": at + AHEAD}
    today = clock.day_of(at, config.day_starts_at)
    since = clock.start_of(today, config.day_starts_at)
    done = _done(session, values | {"since": since})
    learning, due = _waiting(session, values, config.reviews_per_day + COUNTED)
    plan = session.get(PlanRow, (learner, deck.id))
    per_day = plan.per_day if plan is not None and today <= plan.until else None
    limit = load.left(config.reviews_per_day, done.get(REVIEW, 0), per_day)
    left = load.new_left(config.new_per_day, done.get(NEW, 0), limit, due)
    return Day(
        new_done=done.get(NEW, 0),
        reviews_done=done.get(REVIEW, 0),
        done=sum(done.values()),
        new=courses.unseen(session, values, left) if left else (),
        learning=learning,
        due=due,
        limit=limit,
    )


def _done(session: Session, values: sql.Parameters) -> dict[int, int]:
    return {state: number for state, number in session.execute(sql.TODAY, _of(values, "learner", "deck", "since"))}


def _waiting(session: Session, values: sql.Parameters, most: int) -> tuple[int, int]:
    """Cards in learning that come soon, and cards in review that are due, without those that are hidden."""
    asked = _of(values, "learner", "deck", "at", "until")
    learning, now, every = session.execute(sql.DUE_SOON, asked | {"most": most}).one()
    due = every - now
    if not (learning or due) or session.execute(sql.ANY_HIDDEN, _of(values, "learner", "deck", "at")).first() is None:
        return learning, due
    hidden_learning, hidden = session.execute(sql.DUE_HIDDEN, asked).one()
    return learning - hidden_learning, max(due - (hidden - hidden_learning), 0)


def _of(values: sql.Parameters, *names: str) -> sql.Parameters:
    return {name: values[name] for name in names}
