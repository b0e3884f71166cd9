"""Taking cases in hand and letting go of them."""

from collections.abc import Callable

from sqlalchemy import select

from data.actor import Actor, Role
from data.audit import append
from data.database import Database
from data.types import utcnow
from domains.chest.cases import CaseState, CaseView, Lock, NoSuchCase, NotNow
from domains.chest.config import Config
from domains.chest.door import ID, CaseVisit, Door, subject_of
from domains.chest.locks import give, holder, let_go, lose
from domains.chest.store import CaseRow


class Holding:
    """What readers do with locks; :mod:`domains.chest.locks` has the rules.

    Args:
        door: The way to cases.
        database: The reading room's own, for what is nobody's visit to a case.
        config: The configuration as it stands now.
        view: Draws a case within a visit.
    """

    def __init__(
        self, door: Door, database: Database, config: Callable[[], Config], view: Callable[[CaseVisit], CaseView]
    ) -> None:
        self._door = door
        self._database = database
        self._config = config
        self._view = view

    def open(self, actor: Actor, case_id: str) -> CaseView:
        """Open a case to review it: it is taken in hand if it waits for review and nobody else has it."""
        with self._door.case(actor, "case.open", case_id) as visit:
            lock = holder(visit.row, actor, utcnow())
            if lock and not lock.mine:
                visit.detail["lock"] = f"with {lock.by}"
            elif visit.row.state == CaseState.READ:
                visit.detail["lock"] = "kept" if lock else "taken"
                self._give(visit.row, actor)
            return self._view(visit)

    def take_over(self, actor: Actor, case_id: str) -> CaseView:
        """Take in hand a case that another reader has, or that nobody has; who had it is told at their next step.

        Raises:
            NotNow: the case does not wait for review.
        """
        with self._door.case(actor, "lock.take-over", case_id) as visit:
            if visit.row.state != CaseState.READ:
                raise NotNow("Only a case that waits for review is taken in hand; open it again to see how it stands.")
            lock = holder(visit.row, actor, utcnow())
            visit.detail["from"] = lock.by if lock and not lock.mine else None
            if lock and not lock.mine:
                lose(visit.row)
            self._give(visit.row, actor)
            return self._view(visit)

    def renew(self, actor: Actor, case_id: str) -> Lock | None:
        """Keep a case that the actor has in hand; who has it now, None for nobody.

        Tells nothing of the patient and changes nothing that is read of them, so it leaves no audit row.
        """
        self._door.admit(actor, "lock.renew", "case")
        with self._database.write() as session:
            row = self._door.seen(session, actor, case_id)
            if row is None:
                return None
            if row.state == CaseState.READ and row.locked_by == actor.id:
                self._give(row, actor)
            return holder(row, actor, utcnow())

    def release(self, actor: Actor, case_id: str) -> None:
        """Let go of a case on leaving it; another reader's lock is left alone."""
        with self._door.case(actor, "lock.release", case_id) as visit:
            visit.detail["held"] = visit.row.locked_by == actor.id
            if visit.row.locked_by == actor.id:
                let_go(visit.row)

    def release_all(self, actor: Actor) -> None:
        """Let go of all that the actor has in hand: they signed out."""
        with self._database.write() as session:
            for row in session.scalars(select(CaseRow).where(CaseRow.locked_by == actor.id)).all():
                let_go(row)
                append(session, actor, "lock.release", subject_of(row.id), {"why": "signed out"})

    def break_open(self, actor: Actor, case_id: str) -> None:
        """Take a case out of its reader's hands, without a look at it.

        Raises:
            NotAllowed: the actor is no administrator.
            NoSuchCase: there is no such case.
            NotNow: nobody has it in hand.
        """
        with self._door.visit(actor, "lock.break", subject_of(case_id), Role.ADMINISTRATOR) as visit:
            row = visit.session.get(CaseRow, case_id) if ID.fullmatch(str(case_id)) else None
            if row is None:
                raise NoSuchCase
            lock = holder(row, actor, utcnow())
            if lock is None:
                raise NotNow("Nobody has this case in hand, so there is no lock to break.")
            visit.detail["from"] = lock.by
            lose(row)

    def _give(self, row: CaseRow, actor: Actor) -> None:
        give(row, actor, self._config().lock_minutes, utcnow())
