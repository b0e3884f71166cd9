"""How things are called on the page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from domains.chest.cases import CaseView, Record

VIEWS = {"PA": "PA", "AP": "AP", "LL": "lateral"}
SEXES = {"F": "female", "M": "male"}
SOURCES = {"upload": "Upload", "watch": "Watched folder", "dicom": "DICOM", "dicomweb": "DICOMweb"}
MINUTE, HOUR, DAY = 60, 3600, 86400


def title(label: str) -> str:
    """A finding's label in words."""
    words = label.replace("_", " ")
    return words[:1].upper() + words[1:].lower()


def signal(role: str) -> str:
    """What the room calls the kind of evidence that the recipe calls `role`."""
    return {"image": "the film", "note": "the note", "record": "the record"}.get(role, role)


def moment(at: datetime) -> str:
    """A time as the room writes it; UTC, like everything that is stored."""
    return at.strftime("%d %b %Y, %H:%M UTC")


def clock(at: datetime) -> str:
    """The time of a day, in UTC."""
    return at.strftime("%H:%M UTC")


def age(since: datetime, now: datetime) -> str:
    """How long something has been waiting, in the unit that tells enough."""
    seconds = max(0.0, (now - since).total_seconds())
    if seconds < HOUR:
        return f"{int(seconds // MINUTE)} min"
    return f"{int(seconds // HOUR)} h" if seconds < 2 * DAY else f"{int(seconds // DAY)} d"


def record_words(record: Record) -> tuple[str, ...]:
    """What is recorded, in words."""
    age = f"{int(record.age)} years" if record.age is not None else ""
    view = f"{VIEWS.get(record.view, record.view)} view" if record.view else ""
    values = tuple(value.words() for value in record.laboratory)
    return tuple(part for part in (age, SEXES.get(record.sex or "", ""), view, *values) if part)


def facts(view: CaseView) -> tuple[str, ...]:
    """What stands beside the patient's name."""
    study = f"film of {view.study_date:%d %b %Y}" if view.study_date else ""
    return (view.patient_reference, *record_words(view.record), study)


def once(sentences: Iterable[str]) -> tuple[str, ...]:
    """The sentences without repetition, in their order."""
    return tuple(dict.fromkeys(sentences))
