"""What telemedicine does: every call takes an actor, checks the role, and leaves its audit row."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
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
from ui.kit.context import DomainContext

TIMEOUT, TITLE = 180.0, 200
UNTITLED = "Consultation"


class NoSuchVisit(LookupError):
    """There is no visit of that number for this clinician."""


@dataclass(frozen=True)
class VisitLine:
    """A visit in the list."""

    id: int
    title: str
    at: datetime


@dataclass(frozen=True)
class Visit:
    """A visit as the page draws it.

    Attributes:
        id: Its number.
        title: What the clinician called it.
        at: When it was brought in.
        told: As :func:`domains.telemedicine.analysis.analysed` gives it.
    """

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

    def visits(self, actor: Actor) -> tuple[VisitLine, ...]:
        """The actor's visits, the newest first, as many as the configuration says."""
        require(actor, Role.CLINICIAN)
        mine = select(VisitRow).where(VisitRow.by == actor.id).order_by(VisitRow.id.desc()).limit(self._config().shown)
        with self._context.database.read() as session:
            return tuple(VisitLine(row.id, row.title, row.at) for row in session.scalars(mine))

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
