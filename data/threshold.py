"""Who may come in: the role is checked before anything is read, and the attempt of another leaves its row."""

from data.actor import Actor, NotAllowed, Role, require
from data.audit import append
from data.database import Database


class Threshold:
    """What the doors of domains stand on.

    Args:
        database: The domain's own.
        usual: Who may pass where nothing else is asked for.
    """

    def __init__(self, database: Database, *usual: Role) -> None:
        self._database = database
        self._usual = usual

    def admit(self, actor: Actor, action: str, subject: str, *roles: Role) -> None:
        """Let only these roles pass; the attempt of another is recorded.

        Raises:
            NotAllowed: the actor has none of the roles.
        """
        try:
            require(actor, *(roles or self._usual))
        except NotAllowed:
            self.turned_away(actor, action, subject, {"why": "role", "role": str(actor.role)})
            raise

    def turned_away(self, actor: Actor, action: str, subject: str, detail: dict[str, object]) -> None:
        """Record an attempt that came to nothing."""
        with self._database.write() as session:
            append(session, actor, f"{action}.refused", subject, detail)
