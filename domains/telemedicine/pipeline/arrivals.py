"""What becomes of a processing: its steps as they go, and its result as the visit's transcript and draft."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from data.actor import SYSTEM
from data.audit import append
from data.blobs import BlobStore
from data.types import utcnow
from domains.telemedicine.config import Config
from domains.telemedicine.door import subject_of
from domains.telemedicine.files.media import told_by
from domains.telemedicine.files.owned import beside_of, forget, of_kind
from domains.telemedicine.files.places import WORK
from domains.telemedicine.notes.frame import framed
from domains.telemedicine.notes.sentences import drafted
from domains.telemedicine.pipeline.beside import BESIDE
from domains.telemedicine.pipeline.folder import FACTS, FRAMES, TOLD, VOICES, WorkFolder
from domains.telemedicine.store import MediaRow, StepRow, VisitRow
from domains.telemedicine.views import VisitState
from ui.kit.context import DomainContext

INPUTS, JPEG = "inputs.json", "image/jpeg"


def folder_of(home: Path, visit_id: int) -> WorkFolder:
    """The work folder of a visit."""
    return WorkFolder(home / WORK / str(visit_id))


def prepare(row: VisitRow, folder: WorkFolder, blobs: BlobStore) -> None:
    """Make the folder fit what the visit now holds: what was made from something else is thrown away."""
    inputs = {kind: [each.digest for each in of_kind(row, kind)] for kind in ("recording", "transcript")}
    beside = beside_of(row, blobs.get)
    before = folder.read_json(INPUTS) if folder.file(INPUTS).is_file() else None
    now = {**inputs, "beside": beside}
    if before == now:
        return
    if before is not None and before["recording"] != inputs["recording"]:
        shutil.rmtree(folder.path)
    folder.make().file(TOLD).unlink(missing_ok=True)
    folder.write_json(BESIDE, beside)
    folder.write_json(INPUTS, now)


@dataclass(frozen=True)
class Stage:
    """A transaction, and the visit in it that is being worked on."""

    session: Session
    visit: VisitRow

    def drop(self, kind: str) -> list[str]:
        """Take the files of one kind out of the visit; their digests."""
        going = of_kind(self.visit, kind)
        for each in going:
            self.visit.media.remove(each)
        self.session.flush()
        return [each.digest for each in going]


class Arrivals:
    """Writes how a processing goes, as long as its visit is being worked on.

    Args:
        context: Telemedicine's corner of the house.
    """

    def __init__(self, context: DomainContext) -> None:
        self._context = context

    def running(self, visit_id: int, step: str) -> None:
        """A step begins, or goes on."""
        with self._context.database.read() as session:
            if session.scalar(_step(visit_id, step).with_only_columns(StepRow.state)) == "running":
                return
        self._note(visit_id, step, "running")

    def done(self, visit_id: int, step: str) -> None:
        """A step is done."""
        self._note(visit_id, step, "done")

    def stopped(self, visit_id: int, step: str | None, sentence: str) -> None:
        """A step failed: what is done is kept, and the visit can be resumed."""
        if step is not None:
            self._note(visit_id, step, "failed", sentence)
        with self._working(visit_id) as stage:
            if stage is not None:
                _settle(stage.visit, VisitState.STOPPED, sentence)
                append(stage.session, SYSTEM, "visit.stop", subject_of(visit_id), {"step": step})

    def refused(self, visit_id: int, sentence: str) -> None:
        """The recording cannot be used: it goes, and the visit waits for another."""
        with self._working(visit_id) as stage:
            if stage is None:
                return
            going = stage.drop("recording")
            stage.visit.steps.clear()
            _settle(stage.visit, VisitState.NEW, sentence)
            append(stage.session, SYSTEM, "recording.refuse", subject_of(visit_id), {"sha256": going})
            forget(stage.session, self._context.blobs, going)
        shutil.rmtree(folder_of(self._context.home, visit_id).path, ignore_errors=True)

    def arrived(self, visit_id: int, folder: WorkFolder) -> None:
        """Everything is done: transcript, draft and key frames are the visit's, and the work folder goes."""
        told, frames = folder.read_json(TOLD), self._frames(folder)
        with self._working(visit_id) as stage:
            if stage is None:
                return
            soap = cast(Config, self._context.config()).soap
            _put(stage.visit, told, _optional(folder, VOICES), soap)
            _recorded(stage.visit, _optional(folder, FACTS))
            going = stage.drop("frame")
            stage.visit.media += frames
            forget(stage.session, self._context.blobs, going)
            count = {"utterances": len(told["utterances"]), "frames": len(frames)}
            append(stage.session, SYSTEM, "visit.process", subject_of(visit_id), count)
        shutil.rmtree(folder.path, ignore_errors=True)

    def _note(self, visit_id: int, step: str, state: str, message: str = "") -> None:
        with self._working(visit_id) as stage:
            row = stage.session.scalar(_step(visit_id, step)) if stage is not None else None
            if row is None:
                return
            row.state, row.message = state, message
            row.began_at = row.began_at or utcnow()
            row.ended_at = utcnow() if state == "done" else None

    def _frames(self, folder: WorkFolder) -> list[MediaRow]:
        found: list[dict[str, Any]] = _optional(folder, FRAMES) or []
        return [self._frame(folder, number, told) for number, told in enumerate(found)]

    def _frame(self, folder: WorkFolder, number: int, told: dict[str, Any]) -> MediaRow:
        data = folder.file(f"frames/{Path(told['name']).name}").read_bytes()
        facts = {"second": told["second"], "change": told.get("change", 0.0)}
        digest, now = self._context.blobs.put(data), utcnow()
        name = Path(told["name"]).name
        return MediaRow(
            kind="frame", number=number, digest=digest, name=name, mime=JPEG, size=len(data), facts=facts, at=now
        )

    @contextmanager
    def _working(self, visit_id: int) -> Iterator[Stage | None]:
        """A transaction on a visit; None where it is no longer being worked on."""
        with self._context.database.write() as session:
            row = session.get(VisitRow, visit_id)
            yield Stage(session, row) if row is not None and row.state == VisitState.WORKING else None


def _put(visit: VisitRow, told: Mapping[str, Any], voices: object, soap: bool) -> None:
    visit.told = json.dumps(told, ensure_ascii=False)
    visit.note = json.dumps(framed(drafted(told["sections"]), soap), ensure_ascii=False)
    visit.voices = json.dumps(voices, ensure_ascii=False)
    visit.changes.clear()
    _settle(visit, VisitState.READY, "")


def _step(visit_id: int, name: str) -> Select[StepRow]:
    return select(StepRow).where(StepRow.visit_id == visit_id, StepRow.name == name)


def _settle(visit: VisitRow, state: VisitState, reason: str) -> None:
    visit.state, visit.reason = state.value, reason
    visit.version += 1
    visit.changed_at = utcnow()


def _optional(folder: WorkFolder, name: str) -> Any:
    return folder.read_json(name) if folder.file(name).is_file() else {}


def _recorded(visit: VisitRow, facts: dict[str, Any]) -> None:
    """What unpacking told of the recording."""
    if not facts:
        return
    visit.seconds = facts.get("seconds")
    for each in of_kind(visit, "recording"):
        video = bool(facts.get("has_video"))
        each.mime = told_by(str(facts.get("container", "")), video, each.mime)
        each.facts = {**each.facts, "has_video": video}
