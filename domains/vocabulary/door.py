"""The one door to the vocabulary: role, existence and audit row, in one transaction with what is done behind it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from data.actor import Actor, Role
from data.audit import append
from data.database import Database
from data.threshold import Threshold

LEARNERS = (Role.LEARNER,)
ALL = (Role.LEARNER, Role.ADMINISTRATOR)
KNOWN_ID = 64


def subject(kind: str, name: object) -> str:
    """How the audit names a thing; what cannot be an id is cut."""
    return f"{kind}/{str(name)[:KNOWN_ID]}"


@dataclass
class Visit:
    """One transaction on behalf of an actor; ``detail`` goes into its audit row, ``subject`` can be set."""

    session: Session
    actor: Actor
    action: str
    subject: str
    detail: dict[str, object] = field(default_factory=dict)
    silent: bool = False

    def record(self) -> None:
        """Write the audit row; a visit that changed nothing is silent."""
        if not self.silent:
            append(self.session, self.actor, self.action, self.subject, self.detail)


class Door(Threshold):
    """Lets an actor in or not.

    Args:
        database: The vocabulary's own.
    """

    def __init__(self, database: Database) -> None:
        super().__init__(database, *LEARNERS)

    @contextmanager
    def look(self, actor: Actor, *roles: Role) -> Iterator[Session]:
        """Read what belongs to the actor or may be seen by them; only an attempt of a wrong role is recorded."""
        self.admit(actor, "vocabulary.read", "vocabulary/-", *roles)
        with self._database.read() as session:
            yield session

    @contextmanager
    def visit(self, actor: Actor, action: str, subject: str, *roles: Role) -> Iterator[Visit]:
        """One transaction with its audit row; what raises in it leaves nothing behind."""
        self.admit(actor, action, subject, *roles)
        with self._database.write() as session:
            visit = Visit(session, actor, action, subject)
            yield visit
            visit.session.flush()
            visit.record()
