"""What was done to a visit, told from its audit log."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import object_session

from data.chain import AuditRow
from domains.telemedicine.door import subject_of
from domains.telemedicine.store import VisitRow
from domains.telemedicine.views import Event

MOST = 100
WORDS: Mapping[str, str] = {
    "visit.begin": "began the visit and recorded the consent",
    "visit.start": "started the processing",
    "visit.resume": "resumed the processing",
    "visit.cancel": "cancelled the processing",
    "visit.process": "processed the visit",
    "visit.stop": "stopped the processing",
    "visit.keep": "set the day until which it is kept",
    "visit.export": "exported it as {kind}",
    "visit.undo": "took back {what}",
    "recording.begin": "began to record",
    "recording.add": "brought in the recording",
    "recording.refuse": "refused the recording",
    "recording.expire": "deleted the recording, whose time was over",
    "transcript.add": "brought in the transcript",
    "transcript.correct": "corrected utterance {utterance}",
    "transcript.role": "set the role of a speaker",
    "transcript.repair": "decided on a repair in utterance {utterance}",
    "chat.add": "brought in the chat",
    "attachment.add": "attached a file",
    "sentence.edit": "edited a sentence",
    "sentence.accept": "decided on a sentence",
    "sentence.add": "added a sentence",
    "sentence.remove": "removed a sentence",
    "sentence.accept-all": "accepted {sentences} sentences",
    "note.rewrite": "had the proposals rewritten",
    "note.sign": "signed version {number}",
    "note.amend": "opened version {version}",
}
"""What people read of an action; one that is not here, such as a look, is left out."""


def history(row: VisitRow) -> tuple[Event, ...]:
    """What was done to a visit, the newest first."""
    session = object_session(row)
    if session is None:
        return ()
    wanted = (
        select(AuditRow.at, AuditRow.actor_name, AuditRow.action, AuditRow.detail)
        .where(AuditRow.subject == subject_of(row.id), AuditRow.action.in_(WORDS))
        .order_by(AuditRow.seq.desc())
        .limit(MOST)
    )
    return tuple(
        Event(at, who, _words(action, json.loads(detail))) for at, who, action, detail in session.execute(wanted)
    )


def _words(action: str, detail: Mapping[str, Any]) -> str:
    known = {"kind": "a file", "what": "a change", "utterance": "", "sentences": "all", "number": "", "version": ""}
    return WORDS[action].format(**{**known, **detail}).strip()
