"""The one door to visits: role, ownership, version and audit row, in one transaction with what is done behind it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from data.actor import Actor, Role
from data.audit import append
from data.database import Database
from data.threshold import Threshold
from data.types import utcnow
from domains.telemedicine.store import VisitRow
from domains.telemedicine.views import Conflict, NoSuchVisit, NotNow, VisitState

BEFORE_CONSENT = "This visit is from before consent was recorded: it can be read, exported and deleted, and no more."


def subject_of(visit_id: object) -> str:
    """How the audit names a visit; what cannot be an id is cut."""
    return f"visit/{str(visit_id)[:32]}"


@dataclass
class Call:
    """One transaction on behalf of an actor; ``detail`` goes into its audit row."""

    session: Session
    actor: Actor
    action: str
    subject: str
    detail: dict[str, object] = field(default_factory=dict)
    silent: bool = False


@dataclass
class Opened:
    """A call at one visit."""

    call: Call
    row: VisitRow

    @property
    def actor(self) -> Actor:
        """Who calls."""
        return self.call.actor

    @property
    def session(self) -> Session:
        """The transaction."""
        return self.call.session

    @property
    def detail(self) -> dict[str, object]:
        """What the audit row tells; nothing that was said may stand in it."""
        return self.call.detail

    @property
    def state(self) -> VisitState:
        """Where the visit stands."""
        return VisitState(self.row.state)

    def touch(self) -> None:
        """Count a change, so that whoever saw the visit before it is told."""
        self.row.version += 1
        self.row.changed_at = utcnow()


class Door(Threshold):
    """Lets an actor in or not, and leaves a row either way; a visit is its clinician's alone.

    Args:
        database: Telemedicine's own.
    """

    def __init__(self, database: Database) -> None:
        super().__init__(database, Role.CLINICIAN)

    @contextmanager
    def call(self, actor: Actor, action: str, subject: str) -> Iterator[Call]:
        """One transaction with its audit row; what raises in it leaves nothing behind."""
        self.admit(actor, action, subject)
        with self._database.write() as session:
            call = Call(session, actor, action, subject)
            yield call
            session.flush()
            if not call.silent:
                append(session, actor, action, call.subject, call.detail)

    @contextmanager
    def look(self, actor: Actor, action: str) -> Iterator[Session]:
        """A read that tells nothing of a patient: only the attempt of another role leaves a row."""
        self.admit(actor, action, "visit")
        with self._database.read() as session:
            yield session

    @contextmanager
    def own(self, actor: Actor, action: str, visit_id: int) -> Iterator[Opened]:
        """A call at one of the actor's visits.

        Raises:
            NotAllowed: the actor is no clinician.
            NoSuchVisit: it is unknown or somebody else's; the attempt is recorded.
        """
        subject = subject_of(visit_id)
        try:
            with self.call(actor, action, subject) as call:
                yield Opened(call, self.find(call.session, actor, visit_id))
        except NoSuchVisit:
            self.turned_away(actor, action, subject, {"why": "no such visit"})
            raise

    @contextmanager
    def change(self, actor: Actor, action: str, visit_id: int, version: int) -> Iterator[Opened]:
        """A call that changes a visit which the actor saw as of ``version``.

        Raises:
            Conflict: it changed since.
            NotNow: it is from before consent was recorded.
        """
        with self.own(actor, action, visit_id) as visit:
            demand_consent(visit.row)
            if visit.row.version != version:
                raise Conflict
            visit.touch()
            yield visit

    def find(self, session: Session, actor: Actor, visit_id: int) -> VisitRow:
        """The visit of that number.

        Raises:
            NoSuchVisit: there is none for this actor.
        """
        row = session.get(VisitRow, visit_id) if isinstance(visit_id, int) and 0 < visit_id < 2**31 else None
        if row is None or row.by != actor.id or row.state == VisitState.DELETING:
            raise NoSuchVisit
        return row


def demand_consent(row: VisitRow) -> None:
    """Let only a visit pass to whose processing the patient agreed.

    Raises:
        NotNow: nobody recorded that they did.
    """
    if not any(each.processing for each in row.consents):
        raise NotNow(BEFORE_CONSENT)
