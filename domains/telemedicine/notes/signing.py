"""The signed document: the note and what it rests on, frozen and digested."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from data.actor import Actor
from data.chain import AuditRow
from domains.telemedicine.door import subject_of
from domains.telemedicine.notes.sentences import STANDING
from domains.telemedicine.notes.wording import as_text, origin
from domains.telemedicine.store import SignedRow, VisitRow
from domains.telemedicine.views import SignedNote

SCHEMA = "chiron.telemedicine.signed/1"
SIGNATURE = "note.sign"


def canonical(document: object) -> str:
    """The one JSON text of a document: keys sorted, no spaces, so that equal documents have equal digests."""
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def sha256(text: str) -> str:
    """Digest of a text, hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def transcript_digest(told: Mapping[str, Any]) -> str:
    """Digest of what was said, by whom and when, as it stands."""
    said = [[one.get("start"), one.get("end"), one.get("role"), one["text"]] for one in told["utterances"]]
    return sha256(canonical(said))


def frozen(
    visit: VisitRow, note: Sequence[Mapping[str, Any]], told: Mapping[str, Any], actor: Actor, at: datetime
) -> SignedRow:
    """The next signed version of a visit's note; it names by digest the one that it stands in place of."""
    sections = _sections(note, told["utterances"])
    text, _ = as_text(sections)
    number = len(visit.signed) + 1
    document = canonical(
        {
            "schema": SCHEMA,
            "visit": visit.id,
            "number": number,
            "reason": visit.amends or "",
            "amends": visit.signed[-1].sha256 if visit.signed else None,
            "signed_by": {"id": actor.id, "name": actor.name},
            "signed_at": at.isoformat(),
            "begun_at": visit.at.isoformat(),
            "title": visit.title,
            "patient": {"reference": visit.patient_reference, "label": visit.patient_label},
            "text": text,
            "sections": sections,
            "transcript_sha256": transcript_digest(told),
            "recording": _recording(visit),
            "seconds": visit.seconds,
        }
    )
    return SignedRow(
        number=number,
        reason=visit.amends or "",
        text=text,
        document=document,
        sha256=sha256(document),
        signed_by=actor.id,
        signed_by_name=actor.name,
        signed_at=at,
    )


def _sections(note: Sequence[Mapping[str, Any]], utterances: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What stands, each sentence with what was said where it came from."""
    found = [
        {
            "title": section["title"],
            "sentences": [_sentence(one, utterances) for one in section["sentences"] if one["state"] in STANDING],
        }
        for section in note
    ]
    return [section for section in found if section["sentences"]]


def _sentence(one: Mapping[str, Any], utterances: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    rests = [_source(at, utterances[at]) for at in one["sources"] if at < len(utterances)]
    kept = {key: one[key] for key in ("text", "sources", "state", "author", "proposed")}
    return {**kept, "rests_on": rests}


def _source(number: int, said: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "utterance": number,
        "role": said.get("role"),
        "second": said.get("start"),
        "text": said["text"],
        "origin": origin(said, number),
    }


def _recording(visit: VisitRow) -> dict[str, Any] | None:
    found = next((each for each in visit.media if each.kind == "recording"), None)
    return {"sha256": found.digest, "mime": found.mime, "size": found.size} if found else None


def versions(visit: VisitRow) -> tuple[SignedNote, ...]:
    """The signed versions, oldest first, each compared with its digest, and the digest with the audit log."""
    session = object_session(visit)
    if session is None or not visit.signed:
        return ()
    attested = _attested(session, visit.id)
    return tuple(view(row, attested) for row in visit.signed)


def _attested(session: Session, visit_id: int) -> set[object]:
    """The digests that the audit log saw signed."""
    rows = select(AuditRow.detail).where(AuditRow.subject == subject_of(visit_id), AuditRow.action == SIGNATURE)
    return {json.loads(detail).get("sha256") for detail in session.scalars(rows)}


def view(row: SignedRow, attested: set[object]) -> SignedNote:
    """One version as it is shown; of one that was tampered with only the words."""
    intact = sha256(row.document) == row.sha256 and row.sha256 in attested
    document = json.loads(row.document) if intact else {}
    return SignedNote(
        number=row.number,
        text=row.text,
        sections=tuple(document.get("sections", ())),
        sha256=row.sha256,
        transcript_sha256=document.get("transcript_sha256", ""),
        signed_by=row.signed_by_name,
        signed_at=row.signed_at,
        reason=row.reason,
        intact=intact,
    )
