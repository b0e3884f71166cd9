"""A recording that the browser is making: kept chunk by chunk, so that a crash loses no more than the last one."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select

from data.actor import Actor
from data.files import sync_data
from data.types import utcnow
from domains.telemedicine.door import Call, Door, demand_consent
from domains.telemedicine.files.media import base_mime
from domains.telemedicine.files.places import LIVE
from domains.telemedicine.store import LiveRow, VisitRow
from domains.telemedicine.views import NoSuchVisit, NotNow, VisitState

CHUNK = 16 * 1024 * 1024
KINDS = ("audio/webm", "video/webm", "audio/ogg", "audio/mp4", "video/mp4", "audio/wav")
CUT_OFF = "A recording of this visit was not ended: start the processing of what there is, or begin another visit."
OVER = "This recording is over: what was recorded is in the visit."


class Live:
    """Takes the chunks of live recordings.

    Args:
        door: Lets actors in.
        home: Telemedicine's folder.
        largest: Bytes that a recording may have.
    """

    def __init__(self, door: Door, home: Path, largest: Callable[[], int]) -> None:
        self._door = door
        self._folder = home / LIVE
        self._largest = largest

    def begin(self, actor: Actor, visit_id: int, mime: str) -> str:
        """Begin a recording; the token for its chunks.

        Raises:
            NotNow: the visit takes no recording, or the browser records what is not read here.
        """
        if base_mime(mime) not in KINDS:
            raise NotNow("This browser records a kind of sound that is not read here: record with another program.")
        with self._door.own(actor, "recording.begin", visit_id) as visit:
            demand_consent(visit.row)
            if visit.state not in (VisitState.NEW, VisitState.STOPPED) or _recorded(visit.row):
                raise NotNow("This visit takes no recording any more: begin another visit.")
            if any(each.size for each in visit.row.live):
                raise NotNow(CUT_OFF)
            token = secrets.token_hex(24)
            visit.row.live.append(LiveRow(token=token, mime=mime[:128], next=0, size=0, at=utcnow()))
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(self._folder / token, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600))
        return token

    def chunk(self, actor: Actor, token: str, number: int, data: bytes) -> int:
        """Keep one chunk, durable when this returns; the number of the next.

        Raises:
            NotNow: a chunk before it is missing, it is too large, or the recording is over.
        """
        with self._door.call(actor, "recording.chunk", "recording/live") as call:
            call.silent = True
            row = self._row(call, token)
            if number < row.next:
                return row.next
            self._check(row, number, data)
            self._append(row, data)
            row.next, row.size = number + 1, row.size + len(data)
            return row.next

    def path(self, token: str) -> Path:
        """The file of what was recorded so far."""
        return self._folder / token

    def of(self, call: Call, token: str) -> tuple[int, str, str]:
        """Visit, MIME type and name of a recording that is being made."""
        row = self._row(call, token)
        kind = base_mime(row.mime)
        return row.visit_id, row.mime, f"recording.{kind.partition('/')[2]}"

    def forget(self, visit: VisitRow, token: str) -> None:
        """The recording is kept elsewhere now."""
        for row in [each for each in visit.live if each.token == token]:
            visit.live.remove(row)

    def drop_file(self, token: str) -> None:
        """Take away the file of a recording that is kept elsewhere."""
        self.path(token).unlink(missing_ok=True)

    def _row(self, call: Call, token: str) -> LiveRow:
        row = call.session.scalar(select(LiveRow).where(LiveRow.token == token[:64]))
        if row is None:
            raise NotNow(OVER)
        visit = call.session.get(VisitRow, row.visit_id)
        if visit is None or visit.by != call.actor.id or visit.state == VisitState.DELETING:
            raise NoSuchVisit
        return row

    def _check(self, row: LiveRow, number: int, data: bytes) -> None:
        if number > row.next:
            raise NotNow(f"Part {row.next} of the recording is missing: send it again, then those after it.")
        if not data or len(data) > CHUNK:
            raise NotNow(f"A part of a recording has 1 to {CHUNK} bytes.")
        if row.size + len(data) > self._largest():
            raise NotNow("The recording is as long as one may be: stop it; what was recorded is kept.")

    def _append(self, row: LiveRow, data: bytes) -> None:
        """Write after what is known to be kept, over what a crash may have left there."""
        descriptor = os.open(self.path(row.token), os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.truncate(row.size)
            file.seek(row.size)
            file.write(data)
            file.flush()
            sync_data(file.fileno())


def _recorded(row: VisitRow) -> bool:
    return any(each.kind in ("recording", "transcript") for each in row.media)
