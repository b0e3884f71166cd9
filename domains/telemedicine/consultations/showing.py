"""Rows as the views that leave the service."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from domains.telemedicine.consultations.changes import undoable
from domains.telemedicine.consultations.history import history
from domains.telemedicine.door import BEFORE_CONSENT
from domains.telemedicine.files.owned import of_kind
from domains.telemedicine.notes import signing
from domains.telemedicine.notes.sentences import blocker, upheld
from domains.telemedicine.store import ConsentRow, MediaRow, VisitRow
from domains.telemedicine.views import (
    Attachment,
    Consent,
    ConsentView,
    FrameView,
    RecordingView,
    SectionView,
    SentenceState,
    SentenceView,
    VisitLine,
    VisitState,
    VisitView,
)

LISTS = ("utterances", "topics", "facts", "sections", "summary", "notices")
CUT_OFF = "Live recording that was not ended"
SEVERAL = ("chat", "transcript", "recording")


def visit_view(row: VisitRow) -> VisitView:
    """Everything of a visit."""
    told, note = told_of(row), json.loads(row.note)
    told["summary"] = upheld(told["summary"], note)
    return VisitView(
        id=row.id,
        version=row.version,
        title=row.title,
        at=row.at,
        state=VisitState(row.state),
        told=told,
        note=sections(note),
        signed=signing.versions(row),
        patient_reference=row.patient_reference,
        patient_label=row.patient_label,
        reason=row.reason,
        consent=consent(row),
        recording=_recording(row),
        frames=tuple(_frame(each) for each in of_kind(row, "frame")),
        attachments=tuple(attachment(each) for each in of_kind(row, "attachment")),
        inputs=_inputs(row),
        kept=_kept(row),
        history=history(row),
        keep_until=row.keep_until,
        undo=undoable(row),
        sign_blocker=sign_blocker(row, note),
        is_demonstration=row.is_demonstration,
        notices=tuple(told["notices"]),
    )


def _inputs(row: VisitRow) -> tuple[str, ...]:
    """What was brought in; a live recording that was never ended counts, since it can be processed."""
    cut = [CUT_OFF for each in row.live if each.size]
    return (*(each.name for each in row.media if each.kind in SEVERAL), *cut)


def _kept(row: VisitRow) -> str:
    """What there is of a live recording that was never ended."""
    found = next((each for each in reversed(row.live) if each.size), None)
    return f"{found.size / 1024**2:.1f} MB of a recording that was begun at {found.at:%H:%M} UTC" if found else ""


def visit_line(row: VisitRow) -> VisitLine:
    """A visit in the list."""
    return VisitLine(
        id=row.id,
        title=row.title,
        at=row.at,
        state=VisitState(row.state),
        patient_reference=row.patient_reference,
        patient_label=row.patient_label,
        seconds=row.seconds,
        keep_until=row.keep_until,
        is_demonstration=row.is_demonstration,
    )


def told_of(row: VisitRow) -> dict[str, Any]:
    """What was told of a visit; what an older version did not tell is empty."""
    told: dict[str, Any] = json.loads(row.told)
    return {**{key: [] for key in LISTS}, "triage": None, "measures": {}, **told}


def sections(note: Sequence[Mapping[str, Any]]) -> tuple[SectionView, ...]:
    """The note under review."""
    return tuple(
        SectionView(at, section["title"], tuple(_sentence(*one) for one in enumerate(section["sentences"])))
        for at, section in enumerate(note)
    )


def _sentence(number: int, one: Mapping[str, Any]) -> SentenceView:
    return SentenceView(
        number=number,
        text=one["text"],
        sources=tuple(one["sources"]),
        state=SentenceState(one["state"]),
        author=one["author"],
        proposed=one["proposed"],
        source_changed=bool(one["changed"]),
    )


def sign_blocker(row: VisitRow, note: Sequence[Mapping[str, Any]]) -> str:
    """Why a visit cannot be signed now; empty where it can."""
    if not row.consents:
        return BEFORE_CONSENT
    if row.state == VisitState.SIGNED:
        return "This note is signed: amend it first, with a reason."
    if row.state != VisitState.READY:
        return "There is nothing to sign yet: start the processing and wait for its draft."
    return blocker(note)


def consent(row: VisitRow) -> ConsentView | None:
    """The consent that holds, None where none was recorded."""
    return _consent(row.consents[-1]) if row.consents else None


def _consent(row: ConsentRow) -> ConsentView:
    given = Consent(row.given_by, row.how, row.words, row.processing, row.keep_recording, row.chest)
    return ConsentView(given, row.at, row.recorded_by_name)


def _recording(row: VisitRow) -> RecordingView | None:
    found = next(iter(of_kind(row, "recording")), None)
    if found is None:
        return None
    until = min((day for day in (row.recording_until, row.keep_until) if day), default=None)
    video = bool(found.facts.get("has_video"))
    return RecordingView(found.name, found.mime, found.size, row.seconds, video, found.digest, until)


def _frame(row: MediaRow) -> FrameView:
    return FrameView(row.number, float(row.facts.get("second", 0.0)), float(row.facts.get("change", 0.0)))


def attachment(row: MediaRow) -> Attachment:
    """A picture or document beside the consultation."""
    told = row.facts
    kind, text = str(told.get("kind", "document")), str(told.get("text", ""))
    return Attachment(row.number, row.name, kind, row.mime, row.size, text, tuple(told.get("notices", ())))
