"""What an administrator sees of the worklist: whose each case is and who has it in hand, and nothing of any patient."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from data.actor import Actor, Role
from data.types import utcnow
from domains.chest.cases import CaseState, Lock, Priority
from domains.chest.door import Door
from domains.chest.locks import holder
from domains.chest.store import CaseRow
from domains.chest.views import PRIORITIES

MOST = 200


@dataclass(frozen=True)
class OverseenCase:
    """A case without its patient; ``id`` is what names it."""

    id: str
    state: CaseState
    priority: Priority
    created_at: datetime
    source: str
    assigned_to: str | None
    assigned_to_name: str | None
    lock: Lock | None


@dataclass(frozen=True)
class Overseen:
    """The cases that are not signed, the most pressing first, `MOST` at most; ``total`` counts them all."""

    cases: tuple[OverseenCase, ...]
    total: int


class Oversight:
    """The administrator's look at the worklist.

    Args:
        door: The way to cases.
    """

    def __init__(self, door: Door) -> None:
        self._door = door

    def look(self, actor: Actor) -> Overseen:
        """What waits, whose it is, and who has it in hand.

        Raises:
            NotAllowed: the actor is no administrator.
        """
        waiting = CaseRow.state != CaseState.SIGNED.value
        first = select(CaseRow).where(waiting).order_by(CaseRow.priority, CaseRow.created_at, CaseRow.id).limit(MOST)
        with self._door.visit(actor, "worklist.oversee", "worklist", Role.ADMINISTRATOR) as visit:
            total = visit.session.scalar(select(func.count()).select_from(CaseRow).where(waiting)) or 0
            cases = tuple(_overseen(row, actor) for row in visit.session.scalars(first))
            visit.detail["cases"] = len(cases)
            return Overseen(cases, total)


def _overseen(row: CaseRow, actor: Actor) -> OverseenCase:
    return OverseenCase(
        id=row.id,
        state=CaseState(row.state),
        priority=PRIORITIES[row.priority],
        created_at=row.created_at,
        source=row.source,
        assigned_to=row.assigned_to,
        assigned_to_name=row.assigned_to_name,
        lock=holder(row, actor, utcnow()),
    )
