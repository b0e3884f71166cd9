"""The signed document: everything that stood before the reader, frozen and digested."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from core.weights import digest
from data.actor import Actor
from data.chain import AuditRow
from domains.chest.cases import Decision, ReportView, SignedVersion
from domains.chest.door import subject_of
from domains.chest.store import CaseRow, ContradictionRow, FilmRow, ReadingRow, SignedRow

# Version 2 adds the patient's issuer, the accession number, the films' shapes, which film was read, the operating
# point, contradictions, and the draft beside the report; version 1 is still read.
SCHEMA = "chiron.chest.signed/2"
SIGNATURES = ("case.sign", "case.amend")


def canonical(document: Mapping[str, Any]) -> str:
    """The one JSON text of a document: keys sorted, no spaces, so that equal documents have equal digests."""
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def original(
    case: CaseRow, decisions: Mapping[str, Decision], report: ReportView, actor: Actor, at: datetime
) -> SignedRow:
    """The first signed version of a case: inputs by digest, the machine's reading, every decision, the report.

    What note and film disagreed on stands in it too, put aside or not, and beside the report the draft that it was
    made from.
    """
    content = {
        **_inputs(case),
        "reading": _reading(case.readings[-1]),
        "decisions": [_decision(decisions[label]) for label in sorted(decisions)],
        "impressions": [{"text": i.text, "by": i.by_name, "at": i.at.isoformat()} for i in case.impressions],
        "contradictions": [
            _contradiction(row) for row in case.contradictions if row.reading_id == case.readings[-1].id
        ],
        "report": report.text.strip(),
        "report_edited": report.edited,
        "draft": report.draft,
    }
    return _row(case, "original", report.text.strip(), content, actor, at)


def addendum(case: CaseRow, text: str, actor: Actor, at: datetime) -> SignedRow:
    """A further version that amends, and names by digest, the one before it."""
    return _row(case, "addendum", text, {"amends": case.signed[-1].sha256, "addendum": text}, actor, at)


def _row(case: CaseRow, kind: str, text: str, content: Mapping[str, Any], actor: Actor, at: datetime) -> SignedRow:
    number = len(case.signed) + 1
    who = {"id": actor.id, "name": actor.name}
    frame = {"schema": SCHEMA, "case": case.id, "number": number, "kind": kind, "signed_by": who}
    document = canonical({**frame, "signed_at": at.isoformat(), **content})
    return SignedRow(
        case_id=case.id,
        number=number,
        kind=kind,
        text=text,
        document=document,
        sha256=digest(document.encode()),
        signed_by=actor.id,
        signed_by_name=actor.name,
        signed_at=at,
    )


def _inputs(case: CaseRow) -> dict[str, Any]:
    note = {"text": case.note.text, "sha256": case.note.digest} if case.note else None
    return {
        "patient": {
            "reference": case.patient_reference,
            "issuer": case.patient_issuer,
            "label": case.patient_label,
        },
        "study": {
            "uid": case.study_uid,
            "date": case.study_date.isoformat() if case.study_date else None,
            "accession": case.accession_number,
        },
        "data": case.badge,
        "films": [_film(film) for film in case.films],
        "note": note,
        "record": {"age": case.age, "sex": case.sex, "view": case.view, "laboratory": case.laboratory or {}},
    }


def _film(film: FilmRow) -> dict[str, Any]:
    shape = {"rows": film.rows, "columns": film.columns}
    return {"name": film.name, "sha256": film.digest, **shape, "facts": film.facts}


def _reading(row: ReadingRow) -> dict[str, Any]:
    return {
        "weights": row.weights_digest,
        "made_at": row.made_at.isoformat(),
        "findings": row.findings,
        "refused": row.refused,
        "notices": row.notices,
        "heatmaps": row.heatmaps,
        "film": row.film_digest,
        "operating_point": row.operating_point,
    }


def _contradiction(row: ContradictionRow) -> dict[str, Any]:
    at = row.dismissed_at
    aside = {"reason": row.dismissed_reason, "by": row.dismissed_by_name, "at": at.isoformat()} if at else None
    return {
        "label": row.label,
        "note_status": row.note_status,
        "span": None if row.span_start is None else [row.span_start, row.span_end],
        "text": row.text,
        "side": row.side,
        "image_probability": row.image_probability,
        "score": row.score,
        "regions": row.regions,
        "dismissed": aside,
    }


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "label": decision.label,
        "choice": decision.choice.value,
        "stated": decision.stated.value if decision.stated else None,
        "comment": decision.comment,
        "by": decision.by,
        "at": decision.at.isoformat(),
    }


def versions(case: CaseRow) -> tuple[SignedVersion, ...]:
    """The signed versions, oldest first, each compared with its digest, and the digest with the audit log."""
    session = object_session(case)
    if session is None or not case.signed:
        return ()
    attested = _attested(session, case.id)
    return tuple(_view(row, attested) for row in case.signed)


def _attested(session: Session, case_id: str) -> set[object]:
    """The digests that the audit log saw signed."""
    rows = select(AuditRow.detail).where(AuditRow.subject == subject_of(case_id), AuditRow.action.in_(SIGNATURES))
    return {json.loads(detail).get("sha256") for detail in session.scalars(rows)}


def _view(row: SignedRow, attested: set[object]) -> SignedVersion:
    intact = digest(row.document.encode()) == row.sha256 and row.sha256 in attested
    document = json.loads(row.document) if intact else {}
    return SignedVersion(
        row.number, row.kind, row.text, document, row.sha256, row.signed_by_name, row.signed_at, intact
    )
