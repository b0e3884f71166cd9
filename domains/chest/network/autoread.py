"""Readings of what arrived by itself, so that a reader finds them made."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import func, select

from data.actor import Actor
from data.database import Database
from data.types import utcnow
from domains.chest.actors import NETWORK
from domains.chest.cases import CaseState, NoSuchCase, NotNow
from domains.chest.store import CaseRow

QUIET = timedelta(seconds=10)
AT_ONCE = 2


class Autoread:
    """Starts readings of studies that have been quiet for a while, a few at a time, the most pressing first.

    One that failed has its reason in the worklist, and is not tried again by itself.
    """

    def __init__(self, database: Database, start: Callable[[Actor, str], object], wanted: Callable[[], bool]) -> None:
        self._database = database
        self._start = start
        self._wanted = wanted

    def __call__(self) -> None:
        """Start what is due."""
        if not self._wanted():
            return
        for case_id in self._due():
            try:
                self._start(NETWORK, case_id)
            except (NotNow, NoSuchCase):
                continue

    def _due(self) -> list[str]:
        quiet = (CaseRow.created_by == NETWORK.id, CaseRow.changed_at < utcnow() - QUIET)
        fresh = (CaseRow.state == CaseState.NEW.value, CaseRow.reason == "")
        query = select(CaseRow.id).where(*quiet, *fresh).order_by(CaseRow.priority, CaseRow.created_at)
        with self._database.read() as session:
            under_way = select(func.count()).where(CaseRow.state == CaseState.READING.value)
            room = AT_ONCE - (session.scalar(under_way) or 0)
            return list(session.scalars(query.limit(room))) if room > 0 else []
