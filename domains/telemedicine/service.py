"""What telemedicine does: every call takes an actor, checks the role, and leaves its audit row."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.engine.task import Task, TaskFailed
from data.actor import Actor, Role, require
from data.audit import append
from data.types import utcnow
from domains.telemedicine.config import Config
from domains.telemedicine.health import reasons
from domains.telemedicine.store import VisitRow
from domains.telemedicine.transcripts.transcript import TranscriptRefused
from domains.telemedicine.views import (
    Attachment,
    Consent,
    Exported,
    Hit,
    ModelChoice,
    NoSuchVisit,
    Progress,
    SignedNote,
    VisitLine,
    VisitPage,
    VisitState,
    VisitView,
)
from ui.kit.capabilities import OfferedNote
from ui.kit.context import DomainContext

TIMEOUT, TITLE = 180.0, 200
UNTITLED = "Consultation"


class NotYet(NotImplementedError):
    """A part of the service that is being written."""


@dataclass(frozen=True)
class Visit:
    """A visit as today's page draws it; :class:`~domains.telemedicine.views.VisitView` replaces it."""

    id: int
    title: str
    at: datetime
    told: Mapping[str, Any]


class TelemedicineService:
    """The consultations of one installation; a clinician sees those that they brought in.

    Every method raises :class:`~data.actor.NotAllowed` for a role that may not.
    """

    def __init__(self, context: DomainContext) -> None:
        self._context = context

    def health(self) -> tuple[str, ...]:
        """Why the domain is degraded."""
        return reasons(self._context.folder)

    def bring_in(self, actor: Actor, data: bytes, title: str = "") -> int:
        """Read a transcript, draft its note and keep both; the number of the visit.

        Raises:
            TranscriptRefused: it cannot be used; nothing is kept but the audit row that says so.
        """
        require(actor, Role.CLINICIAN)
        try:
            told = self._told(data)
        except TranscriptRefused as error:
            with self._context.database.write() as session:
                append(session, actor, "visit.refuse", "visit/none", {"reason": str(error)[:200]})
            raise
        with self._context.database.write() as session:
            return self._kept(session, actor, title, told)

    def visits(self, actor: Actor, query: str = "", state: VisitState | None = None, page: int = 1) -> VisitPage:
        """One page of the actor's visits, the newest first; ``query`` looks into titles and patients."""
        require(actor, Role.CLINICIAN)
        mine = select(VisitRow).where(VisitRow.by == actor.id).order_by(VisitRow.id.desc()).limit(self._config().shown)
        with self._context.database.read() as session:
            lines = tuple(VisitLine(row.id, row.title, row.at) for row in session.scalars(mine))
        return VisitPage(lines, len(lines), 1, 1)

    def visit(self, actor: Actor, id: int) -> Visit:
        """One visit; that it was read leaves its audit row.

        Raises:
            NoSuchVisit: there is none, or it is somebody else's.
        """
        require(actor, Role.CLINICIAN)
        with self._context.database.write() as session:
            row = _owned(session, actor, id)
            append(session, actor, "visit.read", f"visit/{id}")
            told = {**json.loads(row.transcript), **json.loads(row.draft)}
            return Visit(row.id, row.title, row.at, told)

    def delete(self, actor: Actor, id: int) -> None:
        """Delete a visit with its transcript and its draft; the audit row that it happened stays.

        Raises:
            NoSuchVisit: there is none, or it is somebody else's.
        """
        require(actor, Role.CLINICIAN)
        with self._context.database.write() as session:
            session.delete(_owned(session, actor, id))
            append(session, actor, "visit.delete", f"visit/{id}")

    def open(self, actor: Actor, id: int) -> VisitView:
        """Everything of one visit; that it was read leaves its audit row."""
        raise NotYet

    def models(self, actor: Actor) -> tuple[ModelChoice, ...]:
        """The speech models that may be chosen."""
        raise NotYet

    def begin(self, actor: Actor, title: str, patient_reference: str, patient_label: str, consent: Consent) -> int:
        """Begin a visit with the consent that was given; its number. Nothing else works on a visit without.

        Raises:
            NotNow: the patient did not agree to the processing, or it is not said who agreed and how.
        """
        raise NotYet

    def withdraw(self, actor: Actor, id: int) -> None:
        """Consent was taken back: the processing stops, and all of the visit is deleted."""
        raise NotYet

    def add_recording(self, actor: Actor, id: int, content: bytes | Path, name: str) -> VisitView:
        """Bring in the recording of a new visit, as bytes or as a file, which stays where it is."""
        raise NotYet

    def live_begin(self, actor: Actor, id: int, mime: str) -> str:
        """Begin to record in the browser; a token for the chunks to come."""
        raise NotYet

    def live_chunk(self, actor: Actor, token: str, number: int, data: bytes) -> int:
        """Keep one chunk, durable when this returns; the number that comes next. One that was kept is kept once."""
        raise NotYet

    def live_end(self, actor: Actor, token: str) -> VisitView:
        """The recording is over: what was kept is the recording of the visit."""
        raise NotYet

    def add_transcript(self, actor: Actor, id: int, data: bytes, name: str) -> VisitView:
        """Bring in a transcript: text, WebVTT, SRT, TextGrid or JSON.

        Raises:
            TranscriptRefused: it cannot be used.
        """
        raise NotYet

    def add_chat(self, actor: Actor, id: int, lines: str | Sequence[str]) -> VisitView:
        """Bring in what was typed during the consultation."""
        raise NotYet

    def attach(self, actor: Actor, id: int, data: bytes, name: str) -> Attachment:
        """Attach a picture or a document; its text is read.

        Raises:
            Refused: it cannot be read.
        """
        raise NotYet

    def start(self, actor: Actor, id: int) -> Progress:
        """Have the machine process what was brought in."""
        raise NotYet

    def progress(self, actor: Actor, id: int) -> Progress:
        """How far the processing is; tells nothing of the patient, so it leaves no audit row and may be polled."""
        raise NotYet

    def cancel(self, actor: Actor, id: int) -> Progress:
        """Stop the processing; what is done is kept."""
        raise NotYet

    def resume(self, actor: Actor, id: int) -> Progress:
        """Go on where the processing stopped."""
        raise NotYet

    def correct(self, actor: Actor, id: int, version: int, utterance: int, text: str) -> VisitView:
        """Correct the words of an utterance; everything that rests on them is told anew.

        Raises:
            Conflict: the visit changed since that version.
        """
        raise NotYet

    def set_role(self, actor: Actor, id: int, version: int, speaker: str, role: str) -> VisitView:
        """Say who a speaker is: ``doctor``, ``patient`` or ``other``."""
        raise NotYet

    def repair(self, actor: Actor, id: int, version: int, utterance: int, number: int, kept: bool) -> VisitView:
        """Keep a repair of a medical term, or take it back; ``number`` counts the repairs of the utterance."""
        raise NotYet

    def undo(self, actor: Actor, id: int, version: int) -> VisitView:
        """Take back the last change of transcript or note."""
        raise NotYet

    def edit_sentence(self, actor: Actor, id: int, version: int, section: int, number: int, text: str) -> VisitView:
        """Put a sentence into the clinician's own words; it keeps its sources."""
        raise NotYet

    def accept(
        self, actor: Actor, id: int, version: int, section: int, number: int, accepted: bool = True
    ) -> VisitView:
        """Accept a sentence as it stands, or make it a proposal again."""
        raise NotYet

    def add_sentence(
        self, actor: Actor, id: int, version: int, section: int, text: str, sources: Sequence[int] = ()
    ) -> VisitView:
        """Add a sentence of the clinician's own, with the utterances that it rests on if they name any."""
        raise NotYet

    def remove_sentence(self, actor: Actor, id: int, version: int, section: int, number: int) -> VisitView:
        """Leave a sentence out of the note; ``accept`` brings it back."""
        raise NotYet

    def accept_all(self, actor: Actor, id: int, version: int) -> VisitView:
        """Accept every sentence that is still proposed, and every one whose source changed."""
        raise NotYet

    def sign(self, actor: Actor, id: int, version: int) -> SignedNote:
        """Freeze the note.

        Raises:
            NotNow: a sentence is not decided yet, or there is none.
        """
        raise NotYet

    def amend(self, actor: Actor, id: int, reason: str) -> VisitView:
        """Open a signed note for a further version, with the reason; the signed ones stay."""
        raise NotYet

    def rewrite(self, actor: Actor, id: int, version: int) -> VisitView:
        """Have the local language model rewrite what is still proposed; what it says without support is dropped."""
        raise NotYet

    def search(self, actor: Actor, id: int | None, query: str) -> tuple[Hit, ...]:
        """Where something was said: in one visit, or in all of the actor's where ``id`` is None."""
        raise NotYet

    def recording(self, actor: Actor, id: int) -> tuple[Path, str]:
        """The file of the recording and its MIME type, for the player.

        Raises:
            NotNow: there is none, or none any more.
        """
        raise NotYet

    def frame(self, actor: Actor, id: int, number: int) -> bytes:
        """A key frame as JPEG."""
        raise NotYet

    def attachment(self, actor: Actor, id: int, number: int) -> tuple[bytes, str]:
        """An attached file and its MIME type."""
        raise NotYet

    def export(self, actor: Actor, id: int, kind: str) -> Exported:
        """A visit as ``fhir``, ``vtt``, ``text`` or ``summary``."""
        raise NotYet

    def keep_until(self, actor: Actor, id: int, day: date) -> VisitView:
        """Keep a visit until that day; it is deleted afterwards."""
        raise NotYet

    def sweep(self) -> int:
        """Delete what has been kept long enough; how many visits and recordings went."""
        raise NotYet

    def offered_notes(self, actor: Actor, patient_reference: str) -> Sequence[OfferedNote]:
        """The signed notes about a patient, of all clinicians, where the patient agreed; the look is audited."""
        raise NotYet

    def demo(self, actor: Actor) -> tuple[str, ...]:
        """Make the demonstration visit that is not there yet; what could not be made, one sentence each."""
        return ()

    def recover(self) -> None:
        """Go on with what a crash left behind."""

    def close(self) -> None:
        """Stop what goes on in the background."""

    def _config(self) -> Config:
        return cast(Config, self._context.config())

    def _told(self, data: bytes) -> dict[str, Any]:
        config = self._config()
        payload = {"data": data, "soap": config.soap, "longest": config.longest}
        task = Task("domains.telemedicine.tasks:analyse", payload, kind="draft", domain="telemedicine", timeout=TIMEOUT)
        try:
            return cast(dict[str, Any], self._context.engine.submit(task).result())
        except TaskFailed as error:
            raise TranscriptRefused(str(error)) from error

    def _kept(self, session: Session, actor: Actor, title: str, told: Mapping[str, Any]) -> int:
        transcript = {key: told[key] for key in ("utterances", "topics", "notices")}
        row = VisitRow(
            title=title.strip()[:TITLE] or UNTITLED,
            transcript=json.dumps(transcript, ensure_ascii=False),
            draft=json.dumps({"sections": told["sections"]}, ensure_ascii=False),
            by=actor.id,
            by_name=actor.name,
            at=utcnow(),
        )
        session.add(row)
        session.flush()
        append(session, actor, "visit.add", f"visit/{row.id}", {"utterances": len(told["utterances"])})
        return row.id


def open_service(context: DomainContext) -> TelemedicineService:
    """What the manifest names; called once, when the domain is first needed."""
    return TelemedicineService(context)


def _owned(session: Session, actor: Actor, id: int) -> VisitRow:
    row = session.get(VisitRow, id)
    if row is None or row.by != actor.id:
        raise NoSuchVisit("There is no such visit among yours: choose one from the list.")
    return row
