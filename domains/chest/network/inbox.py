"""The one way in for what arrives without a person: on disk and in the database before its sender is told so."""

import hashlib
import logging
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.intake.refusal import Code, Refused
from data.audit import append
from data.blobs import BlobStore
from data.database import Database
from data.types import utcnow
from domains.chest.actors import NETWORK
from domains.chest.store import CaseRow, FilmRow, ReceptionRow
from domains.chest.words import one_line

MEGABYTE = 1024 * 1024
MOST_WAITING = 5000
SPARE = 512 * MEGABYTE
logger = logging.getLogger("chiron.chest.network")


class NoRoom(RuntimeError):
    """Nothing more can be taken now; the sender should try again later."""


@dataclass(frozen=True)
class Origin:
    """Where something came from; all of it is the sender's word, shown and never trusted.

    Attributes:
        source: ``dicom``, ``dicomweb`` or ``watch``.
        sender: Who sent it: a title with its address, a server's name, a folder.
        name: What the sender calls it.
        sop_instance_uid: Of the object, where the sender says.
        study_uid: Of its study, where the sender says.
    """

    source: str
    sender: str
    name: str = ""
    sop_instance_uid: str = ""
    study_uid: str = ""


@dataclass(frozen=True)
class Reception:
    """What became of something that arrived: ``spooled``, or ``duplicate`` of what is here already."""

    id: int
    state: str
    case_id: str | None = None


class Inbox:
    """Takes bytes from outside.

    Nothing is looked into here: that is done when it is filed, in the limited process. What was killed between its
    file and its row leaves a file that nothing refers to; its sender was not told that it arrived, and sends it again.

    Attributes:
        arrived: Set when something waits to be filed.
    """

    def __init__(self, database: Database, blobs: BlobStore, megabytes: Callable[[], int]) -> None:
        self._database = database
        self._blobs = blobs
        self._megabytes = megabytes
        self.arrived = threading.Event()

    def receive(self, data: bytes, origin: Origin) -> Reception:
        """Keep something; once this returns it survives the end of this process and of the machine.

        Raises:
            Refused: it is empty or too large; a row tells so, and no bytes are kept.
            NoRoom: the disk is full or too much waits.
        """
        digest = hashlib.sha256(data).hexdigest()
        if not data or len(data) > self._megabytes() * MEGABYTE:
            raise self._refused(digest, len(data), origin)
        self._demand_room(len(data))
        with self._database.write() as session:
            row = self._row(session, digest, origin)
            if row.state == "spooled":
                self._blobs.put(data)
            session.flush()
            _record(session, row, f"reception.{row.state}")
        self.arrived.set()
        return Reception(row.id, row.state, row.case_id)

    def _row(self, session: Session, digest: str, origin: Origin) -> ReceptionRow:
        row = _row(digest, origin, *_known(session, digest))
        session.add(row)
        return row

    def _demand_room(self, size: int) -> None:
        if shutil.disk_usage(self._blobs.root).free < SPARE + 2 * size:
            raise NoRoom("The disk is almost full; make room, then send again.")
        with self._database.read() as session:
            waiting = session.scalar(select(func.count()).where(ReceptionRow.state == "spooled")) or 0
        if waiting >= MOST_WAITING:
            raise NoRoom(f"{waiting} films wait to be filed; send again when they are.")

    def refuse(self, error: Refused, origin: Origin, digest: str = "", size: int = 0) -> None:
        """Record that something was turned away: its digest and the reason, none of its content."""
        with self._database.write() as session:
            row = _row(digest, origin, "refused", None, error.sentence)
            row.settled_at = utcnow()
            session.add(row)
            session.flush()
            _record(session, row, "reception.refused", why=error.code, bytes=size)

    def _refused(self, digest: str, size: int, origin: Origin) -> Refused:
        if not size:
            error = Refused(Code.EMPTY, "The object is empty; send it again.")
        else:
            error = Refused(Code.BYTES, f"The object is larger than {self._megabytes()} MB; send it compressed.")
        self.refuse(error, origin, digest, size)
        return error


def _row(digest: str, origin: Origin, state: str, case_id: str | None, reason: str) -> ReceptionRow:
    return ReceptionRow(
        source=origin.source,
        sender=one_line(origin.sender, 256),
        digest=digest,
        sop_instance_uid=one_line(origin.sop_instance_uid, 64),
        study_uid=one_line(origin.study_uid, 64),
        name=one_line(origin.name, 256),
        state=state,
        reason=reason,
        case_id=case_id,
        received_at=utcnow(),
        settled_at=utcnow() if state == "duplicate" else None,
    )


def _known(session: Session, digest: str) -> tuple[str, str | None, str]:
    """State, case and reason for bytes of this digest."""
    filed = select(FilmRow.case_id).join(CaseRow, CaseRow.id == FilmRow.case_id)
    case_id = session.scalar(filed.where(FilmRow.digest == digest, CaseRow.is_demonstration.is_(False)).limit(1))
    if case_id is not None:
        return "duplicate", case_id, "These very bytes are in a case already."
    waits = select(ReceptionRow.id).where(ReceptionRow.digest == digest, ReceptionRow.state == "spooled").limit(1)
    if session.scalar(waits) is not None:
        return "duplicate", None, "These very bytes wait to be filed already."
    return "spooled", None, ""


def _record(session: Session, row: ReceptionRow, action: str, **more: object) -> None:
    detail = {"source": row.source, "sender": row.sender, "sha256": row.digest, "case": row.case_id, **more}
    append(session, NETWORK, action, f"reception/{row.id}", detail)
