"""The one door to cases: role, existence, version and audit row, in one transaction with what is done behind it."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from core.intake.refusal import Refused
from data.actor import Actor, Role
from data.audit import append
from data.database import Database
from data.threshold import Threshold
from data.types import utcnow
from domains.chest.actors import NETWORK
from domains.chest.cases import Conflict, NoSuchCase
from domains.chest.locks import demand
from domains.chest.store import CaseRow

ID = re.compile(r"[0-9a-f]{32}")


def subject_of(case_id: str) -> str:
    """How the audit names a case; what cannot be an id is cut."""
    return f"case/{str(case_id)[:64]}"


@dataclass
class Visit:
    """One transaction on behalf of an actor; ``detail`` goes into its audit row."""

    session: Session
    actor: Actor
    action: str
    subject: str
    detail: dict[str, object] = field(default_factory=dict)
    recorded: bool = False

    def record(self) -> None:
        """Write the audit row, once; at the latest it is written at the end of the visit."""
        if not self.recorded:
            self.recorded = True
            self.session.flush()
            append(self.session, self.actor, self.action, self.subject, self.detail)


@dataclass
class CaseVisit:
    """A visit to one case."""

    visit: Visit
    row: CaseRow

    @property
    def actor(self) -> Actor:
        """Who visits."""
        return self.visit.actor

    @property
    def session(self) -> Session:
        """The transaction."""
        return self.visit.session

    @property
    def detail(self) -> dict[str, object]:
        """What the audit row tells."""
        return self.visit.detail

    def touch(self) -> None:
        """Count a change, so that a reader who saw the case before it is told."""
        self.row.version += 1
        self.row.changed_at = utcnow()
        self.row.changed_by_name = self.actor.name


class Door(Threshold):
    """Lets an actor in or not, and leaves a row either way.

    Args:
        database: The reading room's own.
        shared: Whether every clinician sees every case, asked at each visit.
        lock_minutes: How long a case stays in a reader's hands after what they did last.
    """

    def __init__(
        self, database: Database, shared: Callable[[], bool], lock_minutes: Callable[[], int] = lambda: 10
    ) -> None:
        super().__init__(database, Role.CLINICIAN)
        self._shared = shared
        self._lock_minutes = lock_minutes

    @contextmanager
    def visit(self, actor: Actor, action: str, subject: str, *roles: Role) -> Iterator[Visit]:
        """One transaction with its audit row; what raises in it leaves nothing behind."""
        self.admit(actor, action, subject, *roles)
        with self._database.write() as session:
            visit = Visit(session, actor, action, subject)
            yield visit
            visit.record()

    @contextmanager
    def case(self, actor: Actor, action: str, case_id: str) -> Iterator[CaseVisit]:
        """A visit to one case.

        Raises:
            NotAllowed: the actor is no clinician.
            NoSuchCase: the case is unknown, or not for this actor; the attempt is recorded.
        """
        subject = subject_of(case_id)
        try:
            with self.visit(actor, action, subject) as visit:
                yield CaseVisit(visit, self._find(visit.session, actor, case_id))
        except NoSuchCase:
            self.turned_away(actor, action, subject, {"why": "no such case"})
            raise

    @contextmanager
    def change(self, actor: Actor, action: str, case_id: str, version: int) -> Iterator[CaseVisit]:
        """A visit that changes a case which the actor saw as of ``version``.

        Raises:
            Locked: another reader has the case in hand.
            Conflict: someone changed the case since.
        """
        with self.case(actor, action, case_id) as visit:
            demand(visit.row, actor, self._lock_minutes(), utcnow())
            if visit.row.version != version:
                raise Conflict(_conflict(visit.row))
            visit.touch()
            yield visit

    def seen(self, session: Session, actor: Actor, case_id: str) -> CaseRow | None:
        """The case if it is there and the actor may see it; None otherwise."""
        row = session.get(CaseRow, case_id) if ID.fullmatch(str(case_id)) else None
        if row is None or not (self._shared() or row.is_demonstration or _is_for(actor, row)):
            return None
        return row

    def _find(self, session: Session, actor: Actor, case_id: str) -> CaseRow:
        if (row := self.seen(session, actor, case_id)) is None:
            raise NoSuchCase
        return row

    def refuse(self, actor: Actor, action: str, error: Refused, digests: dict[str, str]) -> None:
        """Record that something was not let in: its digests and the reason, none of its content."""
        self.turned_away(actor, action, "case", {"why": error.code, **digests})


def _is_for(actor: Actor, row: CaseRow) -> bool:
    """A reader's own case or task; what arrived by itself is everybody's until it is somebody's task."""
    mine = actor.id in (row.created_by, row.assigned_to)
    return mine or (row.created_by == NETWORK.id and row.assigned_to is None)


def _conflict(row: CaseRow) -> str:
    when = row.changed_at.strftime("%H:%M UTC")
    return f"{row.changed_by_name} changed this case at {when} while you had it open; look at it again, then decide."
