"""Cases that come in, and unsigned ones that are thrown away again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import uuid4

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.case import Signal
from core.intake.intake import Intake
from core.intake.refusal import Refused
from data.actor import Actor
from data.types import utcnow
from domains.chest import arrival, words
from domains.chest.arrival import Arrival
from domains.chest.cases import Badge, CaseState, CaseView, NotNow, Picture, Priority, Record
from domains.chest.config import Config
from domains.chest.door import Door, subject_of
from domains.chest.pictures import Gray, film_png
from domains.chest.store import CaseRow, FilmRow, NoteRow, ReadingRow
from domains.chest.views import PRIORITIES, case_view
from domains.chest.words import one_line
from ui.kit.context import DomainContext

CREATE = "case.create"
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Parcel:
    """What someone brings in.

    Attributes:
        film: Bytes of a DICOM, PNG or JPEG file.
        name: What the sender calls the film; shown, never trusted.
        note: The clinical note, as text or as bytes in UTF-8.
        record: What is known of the patient; the film completes it.
        patient: How the worklist names the patient; by default as the film does.
        demonstration_key: Names a demonstration case, so that it is made once.
    """

    film: bytes | None = None
    name: str | None = None
    note: str | bytes | None = None
    record: Record = field(default_factory=Record)
    patient: str = ""
    priority: Priority = Priority.ROUTINE
    badge: Badge = Badge.REAL
    demonstration_key: str | None = None


class Intray:
    """Checks what comes in before anything of it is kept."""

    def __init__(self, context: DomainContext, door: Door, config: Callable[[], Config], intake: Intake) -> None:
        self._context = context
        self._door = door
        self._config = config
        self._intake = intake

    def create(self, actor: Actor, parcel: Parcel) -> CaseView:
        """Keep a case.

        Raises:
            Refused: a part cannot be read or there is none; of it only digests and the reason are kept.
        """
        self._door.admit(actor, CREATE, "case")
        try:
            arrived = self._receive(parcel)
        except Refused as error:
            self._door.refuse(actor, CREATE, error, arrival.fingerprint(parcel.film, parcel.note))
            raise
        return self._keep(actor, parcel, arrived)

    def _receive(self, parcel: Parcel) -> Arrival:
        most = self._config().max_film_megabytes
        if parcel.film is not None and len(parcel.film) > most * MEGABYTE:
            raise Refused(
                "too-large", f"The film is larger than {most} MB; export it compressed or ask to raise the limit."
            )
        return arrival.receive(self._intake, parcel.film, parcel.name, parcel.note, parcel.record)

    def _keep(self, actor: Actor, parcel: Parcel, arrived: Arrival) -> CaseView:
        row = _case(actor, parcel, arrived)
        preview = self._preview(arrived.film[1]) if arrived.film else None
        with self._door.visit(actor, CREATE, subject_of(row.id)) as visit:
            visit.detail.update(arrival.fingerprint(parcel.film, parcel.note))
            if arrived.film and preview:
                row.films.append(self._film(*arrived.film, preview))
            visit.session.add(row)
            visit.session.flush()
            return case_view(row, actor, self._config().blind_first)

    def _preview(self, signal: Signal) -> Picture:
        return film_png(cast(Gray, signal.content), self._config().viewer_longest_side)

    def _film(self, data: bytes, signal: Signal, preview: Picture) -> FilmRow:
        """Files are kept, and thrown away, only by the one writer: so none vanishes between its check and its use."""
        rows, columns = cast(Gray, signal.content).shape
        return FilmRow(
            position=0,
            digest=self._context.blobs.put(data),
            preview=self._context.blobs.put(preview.png),
            name=one_line(signal.source.name or "film", 256),
            rows=rows,
            columns=columns,
            facts=words.facts(dict(signal.facts)),
        )

    def discard(self, actor: Actor, case_id: str, version: int) -> None:
        """Throw an unsigned case away, with the files that no other case needs.

        Raises:
            NotNow: the case is signed or being read.
        """
        with self._door.change(actor, "case.discard", case_id, version) as visit:
            row = visit.row
            if row.state in (CaseState.SIGNED, CaseState.READING):
                raise NotNow(
                    f"The case is {row.state}; only a case that is neither signed nor being read is discarded."
                )
            digests = _files(row)
            visit.detail.update({"state": row.state, "films": [film.digest for film in row.films]})
            visit.session.delete(row)
        self._forget(digests)

    def _forget(self, digests: set[str]) -> None:
        with self._context.database.write() as session:
            for digest in digests:
                if not _needed(session, digest):
                    self._context.blobs.delete(digest)


def _case(actor: Actor, parcel: Parcel, arrived: Arrival) -> CaseRow:
    facts: Mapping[str, Any] = arrived.film[1].facts if arrived.film else {}
    now = utcnow()
    return CaseRow(
        id=uuid4().hex,
        version=1,
        state=CaseState.NEW.value,
        reason="",
        priority=PRIORITIES.index(parcel.priority),
        patient_reference=one_line(str(facts.get("patient_id") or ""), 128),
        patient_label=one_line(parcel.patient, 256) or patient_name(facts) or "Unnamed patient",
        study_uid=one_line(str(facts["study_uid"]), 64) if facts.get("study_uid") else None,
        study_date=arrival.study_date(facts),
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
        notices=list(arrived.notices),
        note=_note(arrived.note),
    )


def _note(signal: Signal | None) -> NoteRow | None:
    return NoteRow(text=str(signal.content), digest=signal.source.digest) if signal else None


def patient_name(facts: Mapping[str, Any]) -> str:
    """The patient's name as people write it: ``Doe^Jane`` is ``Doe, Jane``."""
    family, _, rest = str(facts.get("patient_name") or "").partition("^")
    given = " ".join(part for part in rest.split("^") if part)
    return one_line(", ".join(part for part in (family.strip(), given.strip()) if part), 256)


def _files(row: CaseRow) -> set[str]:
    films = {digest for film in row.films for digest in (film.digest, film.preview)}
    return films | {digest for reading in row.readings for digest in reading.heatmaps.values()}


def _needed(session: Session, digest: str) -> bool:
    film = select(FilmRow.id).where(or_(FilmRow.digest == digest, FilmRow.preview == digest)).limit(1)
    if session.scalar(film) is not None:
        return True
    return any(digest in heatmaps.values() for heatmaps in session.scalars(select(ReadingRow.heatmaps)))
