"""How long a visit is kept, and how it goes: rows, files, derived data and work folder, and an audit row that it did.

A visit goes in two steps. First it is marked, in one transaction, and is out of everybody's reach from then on; then
its files and rows go, and the audit row is written with the last of them. A crash between the two is finished at the
next start.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date

from sqlalchemy import Select, select

from data.actor import SYSTEM, Actor, Role
from data.audit import append
from data.types import utcnow
from domains.telemedicine.door import Door, subject_of
from domains.telemedicine.files.owned import forget, forget_folders, forget_old, forget_strays
from domains.telemedicine.files.places import ARRIVING, LIVE, WORK
from domains.telemedicine.store import LiveRow, MediaRow, VisitRow
from domains.telemedicine.views import NotNow, VisitState
from ui.kit.context import DomainContext

STRAY = 24 * 3600.0
DROPPABLE = tuple(each.value for each in VisitState if each not in (VisitState.WORKING, VisitState.DELETING))
EXPIRED = "The recording was kept for as long as the patient agreed, and is deleted: it was not processed before."


class Retention:
    """Keeps visits as long as was agreed.

    Args:
        context: Telemedicine's corner of the house.
        door: Lets actors in.
        stop: Stops the processing of a visit, and waits until it has stopped.
    """

    def __init__(self, context: DomainContext, door: Door, stop: Callable[[int], None]) -> None:
        self._context = context
        self._door = door
        self._stop = stop

    def keep_until(self, actor: Actor, visit_id: int, day: date) -> None:
        """Keep a visit until that day.

        Raises:
            NotNow: the day is in the past.
        """
        with self._door.own(actor, "visit.keep", visit_id) as visit:
            if day < utcnow().date():
                raise NotNow("That day is in the past: choose a later one, or delete the visit.")
            visit.touch()
            visit.row.keep_until = day
            visit.detail["until"] = day.isoformat()

    def delete(self, actor: Actor, visit_id: int, action: str) -> None:
        """Delete a visit with all that came of it; the audit row says by ``action`` why."""
        with self._door.own(actor, action, visit_id) as visit:
            visit.call.silent = True
            _mark(visit.row, actor, action)
        self._finish(visit_id)

    def recording_done(self, row: VisitRow) -> None:
        """The note is signed: a recording that was not to be kept is due from now on."""
        if row.consents and not row.consents[-1].keep_recording:
            row.recording_until = date.min

    def sweep(self) -> int:
        """Delete what was kept long enough, and finish what a crash left half deleted; how much went."""
        today = utcnow().date()
        with self._context.database.read() as session:
            half = session.scalars(select(VisitRow.id).where(VisitRow.state == VisitState.DELETING.value)).all()
            over = session.scalars(select(VisitRow.id).where(VisitRow.keep_until < today)).all()
            recordings = session.scalars(_due(today)).all()
        for visit_id in over:
            self._expire(visit_id)
        for visit_id in dict.fromkeys([*half, *over]):
            self._finish(visit_id)
        dropped = [visit_id for visit_id in recordings if visit_id not in over and self._drop_recording(visit_id)]
        self._forget_strays()
        self._context.database.scrub()
        return len(half) + len(over) + len(dropped)

    def drop_due(self, visit_id: int) -> None:
        """Delete the recording of one visit if it is due."""
        with self._context.database.read() as session:
            due = visit_id in session.scalars(_due(utcnow().date())).all()
        if due:
            self._drop_recording(visit_id)

    def _expire(self, visit_id: int) -> None:
        with self._context.database.write() as session:
            row = session.get(VisitRow, visit_id)
            if row is not None and row.state != VisitState.DELETING:
                _mark(row, SYSTEM, "visit.expire")

    def _drop_recording(self, visit_id: int) -> bool:
        """Delete the recording and the key frames of a visit that goes on without."""
        with self._context.database.write() as session:
            row = session.get(VisitRow, visit_id)
            if row is None or row.state not in DROPPABLE:
                return False
            going = [each for each in row.media if each.kind in ("recording", "frame")]
            if row.state not in (VisitState.READY, VisitState.SIGNED):
                row.state, row.reason = VisitState.NEW.value, EXPIRED
                row.steps.clear()
                shutil.rmtree(self._context.home / WORK / str(visit_id), ignore_errors=True)
            for each in going:
                row.media.remove(each)
            row.recording_until = None
            row.version += 1
            session.flush()
            append(session, SYSTEM, "recording.expire", subject_of(visit_id), {"files": len(going)})
            forget(session, self._context.blobs, [each.digest for each in going])
        self._context.database.scrub()
        return bool(going)

    def _finish(self, visit_id: int) -> None:
        """Take away all that is left of a marked visit."""
        self._stop(visit_id)
        self._clear_folders(visit_id)
        with self._context.database.write() as session:
            row = session.get(VisitRow, visit_id)
            if row is None or row.state != VisitState.DELETING:
                return
            digests, farewell = {each.digest for each in row.media}, row.farewell or {}
            detail = {"files": len(row.media), "signed": len(row.signed)}
            session.delete(row)
            session.flush()
            forget(session, self._context.blobs, digests)
            actor = Actor(farewell["id"], farewell["name"], Role(farewell["role"]))
            append(session, actor, farewell["action"], subject_of(visit_id), detail)
        self._context.database.scrub()

    def _clear_folders(self, visit_id: int) -> None:
        with self._context.database.read() as session:
            row = session.get(VisitRow, visit_id)
            tokens = [each.token for each in row.live] if row is not None else []
        for place in (WORK, ARRIVING):
            shutil.rmtree(self._context.home / place / str(visit_id), ignore_errors=True)
        for token in tokens:
            (self._context.home / LIVE / token).unlink(missing_ok=True)

    def _forget_strays(self) -> None:
        """What a crash left behind: folders of visits that are gone, and files that nobody refers to or sends."""
        work, live, arriving = (self._context.home / place for place in (WORK, LIVE, ARRIVING))
        with self._context.database.write() as session:
            known = {str(number) for number in session.scalars(select(VisitRow.id))}
            forget_strays(session, self._context.blobs, live, session.scalars(select(LiveRow.token)), STRAY)
        forget_folders(work, known)
        forget_folders(arriving, known)
        forget_old(arriving, STRAY)


def _due(today: date) -> Select[int]:
    """Visits whose recording was kept long enough; one without a recording has nothing to lose."""
    with_one = select(MediaRow.visit_id).where(MediaRow.kind == "recording")
    return select(VisitRow.id).where(
        VisitRow.recording_until < today, VisitRow.id.in_(with_one), VisitRow.state.in_(DROPPABLE)
    )


def _mark(row: VisitRow, actor: Actor, action: str) -> None:
    """From now on the visit is out of reach, and who deletes it is known."""
    row.state, row.version = VisitState.DELETING.value, row.version + 1
    row.farewell = {"id": actor.id, "name": actor.name, "role": actor.role.value, "action": action}
