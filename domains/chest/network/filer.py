"""Files what arrived into cases: one process of the home at a time, and again from where it was after a crash."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.intake.refusal import Code, Refused
from data.actor import Actor
from data.audit import append
from data.blobs import BlobCorrupt, BlobMissing, BlobStore
from data.database import Database
from data.lock import FileLock
from data.types import utcnow
from domains.chest.actors import NETWORK
from domains.chest.filing import FileOutcome
from domains.chest.store import FilmRow, ReceptionRow

AGAIN = (Code.UNAVAILABLE, Code.TIME, Code.MEMORY)
TRIES = 3
DAMAGED = "The bytes that were kept are missing or damaged; have it sent again."


File = Callable[[Actor, bytes, str, str], FileOutcome]


@dataclass(frozen=True)
class Waiting:
    """A film that waits to be filed."""

    id: int
    digest: str
    name: str
    source: str


class Filer:
    """Takes spooled films in the order in which they came.

    A film is filed and its reception settled in two transactions; a crash between them has it filed twice, of which the
    second is recognised by its digest, so that its reception is settled as filed then.

    Args:
        file: Puts one film into the case that it belongs to; raises Refused where it cannot be read.
        forget: Deletes files that nothing needs any more.
        home: Where the lock lies that keeps two processes from filing the same film.
    """

    def __init__(
        self, database: Database, blobs: BlobStore, file: File, forget: Callable[[set[str]], None], home: Path
    ) -> None:
        self._database = database
        self._blobs = blobs
        self._file = file
        self._forget = forget
        self._lock = FileLock(home / "filer.lock")
        self._tries: dict[int, int] = {}

    def drain(self, stop: threading.Event) -> int:
        """File all that waits; how many were settled. Nothing is done while another process of this home files."""
        with self._lock.tried() as held:
            return self._drain(stop) if held else 0

    def _drain(self, stop: threading.Event) -> int:
        done, after = 0, 0
        while not stop.is_set() and (waiting := self._next(after)):
            done, after = done + self._one(waiting), waiting.id
        return done

    def close(self) -> None:
        """Let go of the lock."""
        self._lock.close()

    def _next(self, after: int) -> Waiting | None:
        query = select(ReceptionRow).where(ReceptionRow.state == "spooled", ReceptionRow.id > after)
        with self._database.read() as session:
            row = session.scalars(query.order_by(ReceptionRow.id).limit(1)).first()
            return Waiting(row.id, row.digest, row.name, row.source) if row else None

    def _one(self, waiting: Waiting) -> bool:
        try:
            outcome = self._file(NETWORK, self._blobs.get(waiting.digest), waiting.name, waiting.source)
        except Refused as error:
            if self._postponed(waiting, error):
                return False
            self._refuse(waiting, error.sentence)
        except (BlobMissing, BlobCorrupt):
            self._refuse(waiting, DAMAGED)
        else:
            self._settle(waiting, outcome)
        self._tries.pop(waiting.id, None)
        return True

    def _postponed(self, waiting: Waiting, error: Refused) -> bool:
        """What a busy machine refuses it may take later; what keeps failing is refused in the end."""
        if error.code not in AGAIN:
            return False
        self._tries[waiting.id] = self._tries.get(waiting.id, 0) + 1
        return error.code == Code.UNAVAILABLE or self._tries[waiting.id] < TRIES

    def _refuse(self, waiting: Waiting, reason: str) -> None:
        with self._database.write() as session:
            _close(session, waiting.id, "refused", None, reason)
        self._forget({waiting.digest})

    def _settle(self, waiting: Waiting, outcome: FileOutcome) -> None:
        with self._database.write() as session:
            twice = outcome.state == "duplicate" and not _crashed(session, waiting, outcome.case_id)
            state = "duplicate" if twice else "filed"
            _close(session, waiting.id, state, outcome.case_id, outcome.reason if twice else "")
        if twice:
            self._forget({waiting.digest})


def _crashed(session: Session, waiting: Waiting, case_id: str) -> bool:
    """Whether the film that is there came from this very reception, before a crash.

    Its bytes were nowhere when it was received, and no other reception claims them.
    """
    same = select(FilmRow.id).where(FilmRow.case_id == case_id, FilmRow.digest == waiting.digest)
    claimed = select(ReceptionRow.id).where(ReceptionRow.digest == waiting.digest, ReceptionRow.state == "filed")
    return session.scalar(same.limit(1)) is not None and session.scalar(claimed.limit(1)) is None


def _close(session: Session, reception: int, state: str, case_id: str | None, reason: str) -> None:
    row = session.get_one(ReceptionRow, reception)
    row.state, row.case_id, row.reason, row.settled_at = state, case_id, reason, utcnow()
    detail = {"source": row.source, "sender": row.sender, "sha256": row.digest, "case": case_id}
    append(session, NETWORK, f"reception.{state}", f"reception/{row.id}", detail)
