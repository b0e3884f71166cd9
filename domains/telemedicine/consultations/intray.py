"""What is brought into a visit before it is processed: a recording, a transcript, a chat, pictures and documents."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from core.engine.task import EngineClosed, QueueFull, Task, TaskFailed
from core.intake.refusal import Code, Refused
from data.actor import Actor
from data.types import utcnow
from domains.telemedicine.config import Config
from domains.telemedicine.consultations.live import Live
from domains.telemedicine.consultations.showing import attachment, visit_view
from domains.telemedicine.door import Door, Opened, demand_consent, subject_of
from domains.telemedicine.files import media
from domains.telemedicine.files.owned import forget, of_kind
from domains.telemedicine.store import MediaRow
from domains.telemedicine.transcripts import TranscriptRefused
from domains.telemedicine.views import Attachment, NotNow, VisitState, VisitView
from ui.kit.context import DomainContext

TASKS, TIMEOUT = "domains.telemedicine.tasks", 120.0
GIGABYTE, TRANSCRIPT, ATTACHMENT = 1024**3, 8 * 1024 * 1024, 32 * 1024 * 1024
ATTACHMENTS, CHAT = 50, 200_000
SPARE = 512 * 1024 * 1024
TAKEN = "This visit was processed already: begin another visit for what comes after it."
BUSY = "This visit is being processed: cancel that first, or wait for it."


class Intray:
    """Brings files in; nothing of one that is refused is kept but the audit row that says so.

    Args:
        context: Telemedicine's corner of the house.
        door: Lets actors in.
        config: The configuration as it stands now.
    """

    def __init__(self, context: DomainContext, door: Door, config: Callable[[], Config]) -> None:
        self._context = context
        self._door = door
        self._config = config
        self.live = Live(door, context.home, self._largest)

    def recording(self, actor: Actor, visit_id: int, content: bytes | Path, name: str) -> VisitView:
        """Bring in the recording; another one takes its place as long as nothing was processed."""
        with self._refusing(actor, visit_id, "recording"):
            self._check_size(media.size_of(content))
            mime = media.mime_of(media.head_of(content))
        self._demand_open(actor, visit_id, "recording.add")
        with self._adding(actor, "recording", visit_id, self._stored(content)) as (visit, digest):
            self._replace(visit, "recording", _row(digest, name, mime, media.size_of(content)))
            return visit_view(visit.row)

    def live_end(self, actor: Actor, token: str) -> VisitView:
        """What was recorded live becomes the recording of its visit."""
        with self._door.call(actor, "recording.end", "recording/live") as call:
            call.silent = True
            visit_id, mime, name = self.live.of(call, token)
        path = self.live.path(token)
        if not path.is_file() or not path.stat().st_size:
            raise NotNow("Nothing was recorded: check the microphone and begin again.")
        size = path.stat().st_size
        with self._adding(actor, "recording", visit_id, self._stored(path)) as (visit, digest):
            self.live.forget(visit.row, token)
            self._replace(visit, "recording", _row(digest, name, media.base_mime(mime), size))
            view = visit_view(visit.row)
        self.live.drop_file(token)
        return view

    def transcript(self, actor: Actor, visit_id: int, data: bytes, name: str) -> VisitView:
        """Bring in a transcript, checked before it is kept.

        Raises:
            TranscriptRefused: it cannot be used.
        """
        self._demand_open(actor, visit_id, "transcript.add")
        with self._refusing(actor, visit_id, "transcript"):
            if len(data) > TRANSCRIPT:
                raise TranscriptRefused("The transcript is larger than 8 MB: cut it in two.")
            self._asked("check", {"data": data, "longest": self._config().longest}, TranscriptRefused)
        with self._adding(actor, "transcript", visit_id, self._stored(data)) as (visit, digest):
            self._replace(visit, "transcript", _row(digest, name, "text/plain", len(data)))
            return visit_view(visit.row)

    def chat(self, actor: Actor, visit_id: int, lines: str | Sequence[str]) -> VisitView:
        """Bring in what was typed during the consultation; a later chat comes after the earlier one."""
        text = lines if isinstance(lines, str) else "\n".join(lines)
        self._demand_open(actor, visit_id, "chat.add")
        if not text.strip() or len(text) > CHAT:
            raise NotNow(f"A chat has 1 to {CHAT} characters: paste what was typed, one message a line.")
        said = cast(list[Mapping[str, Any]], self._asked("chat", {"text": text}, TranscriptRefused))
        data = json.dumps(said, ensure_ascii=False).encode()
        with self._adding(actor, "chat", visit_id, self._stored(data)) as (visit, digest):
            self._keep(visit, "chat", _row(digest, "Chat", "application/json", len(data)))
            return visit_view(visit.row)

    def attach(self, actor: Actor, visit_id: int, data: bytes, name: str) -> Attachment:
        """Attach a picture or a document; what can be read of it is read now.

        Raises:
            Refused: it cannot be read.
        """
        self._demand_open(actor, visit_id, "attachment.add")
        with self._refusing(actor, visit_id, "attachment"):
            if not data or len(data) > ATTACHMENT:
                raise Refused(Code.BYTES, "An attachment has 1 byte to 32 MB: scan it at a lower resolution.")
            told = cast(Mapping[str, Any], self._asked("attachment", {"data": data, "name": name}, Refused))
        facts = {key: told[key] for key in ("kind", "text", "notices")}
        with self._adding(actor, "attachment", visit_id, self._stored(data)) as (visit, digest):
            if len(of_kind(visit.row, "attachment")) >= ATTACHMENTS:
                raise NotNow(f"A visit has {ATTACHMENTS} attachments at most.")
            row = _row(digest, name, told["mime"], len(data), facts)
            self._keep(visit, "attachment", row)
            return attachment(row)

    def _largest(self) -> int:
        return int(self._config().largest_gigabytes * GIGABYTE)

    def _check_size(self, size: int) -> None:
        if not size:
            raise Refused(Code.EMPTY, "The recording is empty: choose another file.")
        if size > self._largest():
            most = self._config().largest_gigabytes
            raise Refused(Code.BYTES, f"The recording is larger than {most:g} GB: cut it in two, or save it smaller.")
        if shutil.disk_usage(self._context.home).free < size + SPARE:
            raise NotNow("There is no room left for this recording on the disc: tell whoever looks after the machine.")

    def _stored(self, content: bytes | Path) -> str:
        blobs = self._context.blobs
        return blobs.put(content) if isinstance(content, bytes) else blobs.put_file(content)

    def _demand_open(self, actor: Actor, visit_id: int, action: str) -> None:
        """Check that the visit takes something before anything is read of it."""
        with self._door.own(actor, action, visit_id) as visit:
            visit.call.silent = True
            _demand_new(visit)

    @contextmanager
    def _adding(self, actor: Actor, kind: str, visit_id: int, digest: str) -> Iterator[tuple[Opened, str]]:
        """The transaction in which a stored file becomes the visit's; one that does not is deleted again."""
        before: list[str] = []
        try:
            with self._door.own(actor, f"{kind}.add", visit_id) as visit:
                _demand_new(visit)
                before = [each.digest for each in visit.row.media]
                yield visit, digest
        finally:
            with self._context.database.write() as session:
                forget(session, self._context.blobs, [digest, *before])

    @contextmanager
    def _refusing(self, actor: Actor, visit_id: int, kind: str) -> Iterator[None]:
        """Leave an audit row of what is refused, and nothing else."""
        try:
            yield
        except (Refused, TranscriptRefused) as error:
            why = error.code if isinstance(error, Refused) else "transcript"
            self._door.turned_away(actor, f"{kind}.add", subject_of(visit_id), {"why": why})
            raise

    def _asked(self, entry: str, payload: Mapping[str, object], refusal: type[Exception]) -> object:
        """The answer of a worker; what it refuses is refused here."""
        task = Task(f"{TASKS}:{entry}", payload, kind=entry, domain=self._context.id, timeout=TIMEOUT)
        try:
            return self._context.engine.submit(task).result()
        except (QueueFull, EngineClosed) as error:
            raise NotNow(str(error)) from error
        except TaskFailed as error:
            if refusal is Refused:
                raise Refused(Code.MALFORMED, str(error)) from error
            raise refusal(str(error)) from error

    def _replace(self, visit: Opened, kind: str, row: MediaRow) -> None:
        for old in of_kind(visit.row, kind):
            visit.row.media.remove(old)
        visit.session.flush()
        self._keep(visit, kind, row)

    def _keep(self, visit: Opened, kind: str, row: MediaRow) -> None:
        """Refer to a file; one that was deleted as another visit went, a moment ago, is no longer there."""
        if not self._context.blobs.has(row.digest):
            raise NotNow("The file was deleted meanwhile: bring it in again.")
        taken = [each.number for each in of_kind(visit.row, kind)]
        row.kind, row.number = kind, max(taken, default=-1) + 1
        visit.row.media.append(row)
        visit.touch()
        visit.detail.update({"kind": kind, "sha256": row.digest, "bytes": row.size})
        visit.session.flush()


def _demand_new(visit: Opened) -> None:
    demand_consent(visit.row)
    if visit.state is VisitState.WORKING:
        raise NotNow(BUSY)
    if visit.state not in (VisitState.NEW, VisitState.STOPPED):
        raise NotNow(TAKEN)


def _row(digest: str, name: str, mime: str, size: int, facts: Mapping[str, Any] | None = None) -> MediaRow:
    plain = "".join(c if c.isprintable() else " " for c in name).strip()[:256] or "file"
    return MediaRow(digest=digest, name=plain, mime=mime, size=size, facts=dict(facts or {}), at=utcnow())
