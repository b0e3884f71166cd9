"""What someone brings in, and the case that is made of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from core.case import Signal
from data.actor import Actor
from data.types import utcnow
from domains.chest import arrival, laboratory, letters
from domains.chest.arrival import Arrival
from domains.chest.cases import Badge, CaseState, Priority, Record
from domains.chest.grouping import Study, said
from domains.chest.store import CaseRow, NoteRow
from domains.chest.views import PRIORITIES
from domains.chest.words import one_line


@dataclass(frozen=True)
class Parcel:
    """What someone brings in.

    Attributes:
        film: Bytes of a DICOM, PNG or JPEG file.
        name: What the sender calls the film; shown, never trusted.
        films: Further films of the same study, each with its name.
        note: The clinical note, as text or as bytes in UTF-8.
        record: What is known of the patient; the film completes it.
        patient: How the worklist names the patient; by default as the film does.
        demonstration_key: Names a demonstration case, so that it is made once.
        reference: The patient's id, where it is not the film's: demonstration cases share one film.
        source: How it came in.
        note_confirmed: Whether somebody said that the note is of this patient although it names another.
    """

    film: bytes | None = None
    name: str | None = None
    note: str | bytes | None = None
    record: Record = field(default_factory=Record)
    patient: str = ""
    priority: Priority = Priority.ROUTINE
    badge: Badge = Badge.REAL
    demonstration_key: str | None = None
    films: tuple[tuple[str, bytes], ...] = ()
    reference: str = ""
    source: str = "upload"
    note_confirmed: bool = False

    def all_films(self) -> tuple[tuple[str | None, bytes], ...]:
        """Every film with its name, in order."""
        return (*([(self.name, self.film)] if self.film is not None else []), *self.films)

    def fingerprint(self) -> dict[str, str]:
        """Digests of all parts."""
        return arrival.fingerprint([data for _, data in self.all_films()], self.note)


def new_case(actor: Actor, parcel: Parcel, arrived: Arrival) -> CaseRow:
    """The row of a case that was just brought in; its films are added by whoever keeps them."""
    facts: Mapping[str, Any] = arrival.frontal(arrived.films) if arrived.films else {}
    study = Study.told(facts)
    now = utcnow()
    return CaseRow(
        id=uuid4().hex,
        version=1,
        state=CaseState.NEW.value,
        reason="",
        priority=PRIORITIES.index(parcel.priority),
        patient_reference=parcel.reference or study.reference,
        patient_issuer="" if parcel.reference else study.issuer,
        patient_label=one_line(parcel.patient, 256) or patient_name(facts) or "Unnamed patient",
        study_uid=study.uid or None,
        study_date=arrival.study_date(facts),
        accession_number=said(facts, "accession", 64),
        source=parcel.source,
        created_at=now,
        created_by=actor.id,
        created_by_name=actor.name,
        changed_at=now,
        changed_by_name=actor.name,
        is_demonstration=parcel.demonstration_key is not None,
        demonstration_key=parcel.demonstration_key,
        badge=parcel.badge.value,
        age=arrived.record.age,
        sex=arrived.record.sex,
        view=arrived.record.view,
        laboratory=laboratory.to_json(arrived.record.laboratory),
        notices=list(arrived.notices),
        note=_note(arrived.note),
    )


def _note(signal: Signal | None) -> NoteRow | None:
    if signal is None:
        return None
    how = letters.source(signal)
    return NoteRow(text=str(signal.content), digest=signal.source.digest, source=how, origin=letters.origin(signal))


def patient_name(facts: Mapping[str, Any]) -> str:
    """The patient's name as people write it: ``Doe^Jane`` is ``Doe, Jane``."""
    family, _, rest = str(facts.get("patient_name") or "").partition("^")
    given = " ".join(part for part in rest.split("^") if part)
    return one_line(", ".join(part for part in (family.strip(), given.strip()) if part), 256)
