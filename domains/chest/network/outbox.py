"""Objects on their way to an archive: queued with an audit row, sent until the archive says that it has them."""

import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from data.actor import Actor
from data.audit import append
from data.blobs import BlobCorrupt, BlobMissing, BlobStore
from data.database import Database
from data.lock import FileLock
from data.types import utcnow
from domains.chest.actors import NETWORK
from domains.chest.cases import CaseState, NoSuchCase, NotNow
from domains.chest.door import CaseVisit, Door, subject_of
from domains.chest.network.push import push, uid_of
from domains.chest.network.web import Rejected, Unreachable
from domains.chest.servers import NoSuchServer, Server, named
from domains.chest.store import TransmissionRow

FIRST, LONGEST, TRIES, REST = 15.0, 3600.0, 12, 10.0
DAMAGED = "The stored object is missing or damaged; restore it from a backup, or send it anew."
Make = Callable[[Actor, str, str], Sequence[bytes]]


@dataclass(frozen=True)
class Transmission:
    """An object on its way; ``state`` is ``waiting``, ``sent``, ``failed`` or ``cancelled``."""

    id: int
    kind: str
    destination: str
    state: str
    attempts: int
    error: str
    asked_by: str
    asked_at: datetime
    next_at: datetime | None
    sent_at: datetime | None


@dataclass(frozen=True)
class Due:
    """What is to be sent now."""

    id: int
    digest: str
    destination: str


class Outbox:
    """Queues objects and sends those that are due.

    An object is marked as sent after the archive said that it has it; a crash in between has it sent twice, under the
    same SOP instance UID, by which the archive knows it.

    Args:
        make: Makes the objects of one kind from a signed case.
        servers: The archives as they are configured now.
        title: Our own application entity title, asked at each sending.
        home: Where the lock lies that keeps two processes from sending the same object.
    """

    def __init__(
        self,
        door: Door,
        database: Database,
        blobs: BlobStore,
        make: Make,
        servers: Callable[[], tuple[Server, ...]],
        title: Callable[[], str],
        home: Path,
    ) -> None:
        self._door = door
        self._database = database
        self._blobs = blobs
        self._make = make
        self._servers = servers
        self._title = title
        self._lock = FileLock(home / "sender.lock")
        self._resting: dict[str, float] = {}
        self.queued = threading.Event()

    def destinations(self) -> tuple[Server, ...]:
        """Where objects may be sent."""
        return self._servers()

    def send(self, actor: Actor, case_id: str, kind: str, destination: str) -> tuple[Transmission, ...]:
        """Queue the objects of one kind of a signed case.

        Raises:
            NoSuchServer: no archive has that name.
            NotNow: the case is not signed.
        """
        server = named(self._servers(), destination)
        with self._door.case(actor, "transmission.prepare", case_id) as visit:
            _demand_signed(visit)
        made = [(data, uid_of(data)) for data in self._make(actor, case_id, kind)]
        with self._door.case(actor, "transmission.queue", case_id) as visit:
            _demand_signed(visit)
            rows = [self._row(actor, kind, server.name, data, uid) for data, uid in made]
            visit.row.transmissions.extend(rows)
            visit.detail.update({"kind": kind, "to": server.name, "objects": [row.sop_instance_uid for row in rows]})
            visit.session.flush()
            queued = tuple(_seen(row) for row in rows)
        self.queued.set()
        return queued

    def _row(self, actor: Actor, kind: str, destination: str, data: bytes, uid: str) -> TransmissionRow:
        now = utcnow()
        return TransmissionRow(
            kind=kind,
            destination=destination,
            digest=self._blobs.put(data),
            sop_instance_uid=uid,
            state="waiting",
            attempts=0,
            error="",
            asked_by=actor.id,
            asked_by_name=actor.name,
            asked_at=now,
            next_at=now,
        )

    def listing(self, actor: Actor, case_id: str) -> tuple[Transmission, ...]:
        """What was queued of a case, newest first; tells nothing of the patient, so it leaves no audit row.

        Raises:
            NoSuchCase: there is none for the actor.
        """
        self._door.admit(actor, "transmission.list", "case")
        with self._database.read() as session:
            row = self._door.seen(session, actor, case_id)
            if row is None:
                raise NoSuchCase
            return tuple(_seen(each) for each in reversed(row.transmissions))

    def retry(self, actor: Actor, case_id: str, transmission: int) -> None:
        """Try again now what failed, was cancelled or waits for its next turn.

        Raises:
            NotNow: it was sent already, or is not of this case.
        """
        with self._door.case(actor, "transmission.retry", case_id) as visit:
            row = _of(visit, transmission)
            if row.state == "sent":
                raise NotNow("The archive has this object already; nothing is to be sent again.")
            named(self._servers(), row.destination)
            self._resting.pop(row.destination, None)
            row.state, row.attempts, row.error, row.next_at = "waiting", 0, "", utcnow()
            visit.detail["transmission"] = transmission
        self.queued.set()

    def cancel(self, actor: Actor, case_id: str, transmission: int) -> None:
        """Send no more what waits.

        Raises:
            NotNow: it does not wait, or is not of this case.
        """
        with self._door.case(actor, "transmission.cancel", case_id) as visit:
            row = _of(visit, transmission)
            if row.state != "waiting":
                raise NotNow(f"This object is {row.state}; only what waits can be cancelled.")
            row.state, row.next_at = "cancelled", None
            visit.detail["transmission"] = transmission

    def drain(self, stop: threading.Event) -> int:
        """Send what is due; how many the archives took. Nothing is done while another process of this home sends."""
        with self._lock.tried() as held:
            return self._drain(stop) if held else 0

    def _drain(self, stop: threading.Event) -> int:
        sent, after = 0, 0
        while not stop.is_set() and (due := self._due(after)):
            sent, after = sent + self._one(due), due.id
        return sent

    def _due(self, after: int) -> Due | None:
        ready = or_(TransmissionRow.next_at.is_(None), TransmissionRow.next_at <= utcnow())
        query = select(TransmissionRow).where(TransmissionRow.state == "waiting", ready, TransmissionRow.id > after)
        query = query.where(TransmissionRow.destination.not_in(self._down()))
        with self._database.read() as session:
            row = session.scalars(query.order_by(TransmissionRow.id).limit(1)).first()
            return Due(row.id, row.digest, row.destination) if row else None

    def _down(self) -> list[str]:
        """Archives that did not answer a moment ago; what else is due there would only wait for them in turn."""
        return [name for name, until in self._resting.items() if time.monotonic() < until]

    def _one(self, due: Due) -> bool:
        try:
            push(named(self._servers(), due.destination), self._blobs.get(due.digest), self._title())
        except Unreachable as error:
            self._resting[due.destination] = time.monotonic() + REST
            self._failed(due, str(error), for_good=False)
        except (Rejected, NoSuchServer) as error:
            self._failed(due, str(error), for_good=True)
        except (BlobMissing, BlobCorrupt):
            self._failed(due, DAMAGED, for_good=True)
        else:
            self._sent(due)
            return True
        return False

    def _sent(self, due: Due) -> None:
        with self._database.write() as session:
            row = session.get_one(TransmissionRow, due.id)
            row.state, row.sent_at, row.next_at, row.error = "sent", utcnow(), None, ""
            row.attempts += 1
            _record(session, row, "transmission.sent")

    def _failed(self, due: Due, reason: str, for_good: bool) -> None:
        with self._database.write() as session:
            row = session.get_one(TransmissionRow, due.id)
            row.attempts += 1
            row.error = reason
            if row.state != "waiting":
                return
            row.next_at = utcnow() + timedelta(seconds=pause(row.attempts))
            if for_good or row.attempts >= TRIES:
                row.state, row.next_at = "failed", None
                _record(session, row, "transmission.failed")

    def close(self) -> None:
        """Let go of the lock."""
        self._lock.close()


def pause(attempts: int) -> float:
    """Seconds until the next try: doubled each time up to an hour, and spread, so that many do not come at once."""
    return min(FIRST * 2.0 ** (attempts - 1), LONGEST) * random.uniform(0.8, 1.2)  # noqa: S311 - no secret


def _demand_signed(visit: CaseVisit) -> None:
    if visit.row.state != CaseState.SIGNED:
        raise NotNow("Only a signed reading is sent; sign it first.")


def _of(visit: CaseVisit, transmission: int) -> TransmissionRow:
    for row in visit.row.transmissions:
        if row.id == transmission:
            return row
    raise NotNow("There is no such object on its way from this case; open the case again.")


def _seen(row: TransmissionRow) -> Transmission:
    return Transmission(
        id=row.id,
        kind=row.kind,
        destination=row.destination,
        state=row.state,
        attempts=row.attempts,
        error=row.error,
        asked_by=row.asked_by_name,
        asked_at=row.asked_at,
        next_at=row.next_at,
        sent_at=row.sent_at,
    )


def _record(session: Session, row: TransmissionRow, action: str) -> None:
    detail = {"to": row.destination, "object": row.sop_instance_uid, "attempts": row.attempts, "why": row.error}
    append(session, NETWORK, action, subject_of(row.case_id), detail)
