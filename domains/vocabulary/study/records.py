"""A learner's records as a whole: proved by a replay, and erased for good when they wish it."""

from sqlalchemy import delete, func, select

from data.actor import Actor
from domains.vocabulary.door import Door, subject
from domains.vocabulary.store import (
    CorrectionRow,
    CourseRow,
    ParametersRow,
    PlanRow,
    ReviewRow,
    StandingRow,
    StateRow,
)
from domains.vocabulary.study import keeping

KINDS = (StateRow, StandingRow, CorrectionRow, CourseRow, PlanRow, ParametersRow, ReviewRow)


class Records:
    """What is kept of a learner.

    Args:
        door: Lets learners in, each to their own.
    """

    def __init__(self, door: Door) -> None:
        self._door = door

    def differences(self, actor: Actor) -> tuple[str, ...]:
        """Where stored memory is not the replay of the log."""
        with self._door.look(actor) as session:
            return keeping.differences(session, actor.id)

    def erase(self, actor: Actor) -> int:
        """Erase the log and all that follows from it; decks stay, and the audit says only that it was done."""
        with self._door.visit(actor, "learner.erase", subject("learner", actor.id)) as visit:
            every = select(func.count()).where(ReviewRow.learner_id == actor.id)
            reviews = visit.session.scalar(every) or 0
            for kind in KINDS:
                visit.session.execute(delete(kind).where(kind.learner_id == actor.id))
            visit.detail["reviews"] = reviews
        return reviews
