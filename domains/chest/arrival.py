"""What someone brings in, checked before anything of it is kept."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.case import Signal
from core.intake.intake import Intake
from core.intake.refusal import Refused
from core.weights import digest
from domains.chest import letters
from domains.chest.cases import Record
from domains.chest.grouping import Study

OLDEST = 120.0
SEXES = ("F", "M")
VIEWS = ("PA", "AP", "LL")
Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Arrival:
    """Films, a note and a record that passed the intake; at least one of them is there.

    Attributes:
        films: What each film says of itself, in the order in which they were brought in.
        note: The note as a signal.
        record: The record, completed by what the film says of itself.
        notices: What the intake had to say of the films, and where film and given record disagree.
    """

    films: tuple[Facts, ...]
    note: Signal | None
    record: Record
    notices: tuple[str, ...]


def checked(record: Record) -> Record:
    """The record itself, if it can be true.

    Raises:
        Refused: the age is not 0 to 120 years, the sex not F or M, or the view not PA, AP or LL.
    """
    if record.age is not None and not (math.isfinite(record.age) and 0 <= record.age <= OLDEST):
        raise Refused("age", f"The age must be a number of years from 0 to {OLDEST:.0f}; correct it or leave it empty.")
    if record.sex is not None and record.sex not in SEXES:
        raise Refused("sex", "The sex must be F or M; correct it or leave it empty.")
    if record.view is not None and record.view not in VIEWS:
        raise Refused("view", "The view must be PA, AP or LL (lateral); correct it or leave it empty.")
    return record


def receive(
    intake: Intake, films: Sequence[Facts], note: str | bytes | None, record: Record, confirmed: bool = False
) -> Arrival:
    """Check everything that was brought in.

    Args:
        intake: Reads the note.
        films: What the films that the intake took say of themselves.
        note: The clinical note, as text or as bytes in UTF-8, or a FHIR DocumentReference.
        record: What is known of the patient.
        confirmed: Whether somebody said that the note is of this patient although it names another.

    Raises:
        Refused: one of the parts cannot be read, there is none, or the films are not of one study.
    """
    given = checked(record)
    _check_one_study(films)
    text = _note(intake, note)
    facts = frontal(films) if films else {}
    completed = _completed(given, facts)
    if not films and text is None and not completed.known() and not completed.laboratory:
        raise Refused("empty", "A case needs a film, a note or something of the record; add one of them.")
    said = [sentence for film in films for sentence in film.get("notices", ())]
    said += letters.check_patient(text, [Study.told(film).reference for film in films], confirmed)
    notices = (*dict.fromkeys(said), *_disagreements(given, facts))
    return Arrival(tuple(films), text, completed, notices)


def frontal(films: Sequence[Facts]) -> Facts:
    """The film that speaks for its study: the first frontal one, else the first that does not say, else the first."""
    views = [film.get("view") for film in films]
    place = next((i for i, view in enumerate(views) if view in ("PA", "AP")), None)
    return films[place if place is not None else next((i for i, view in enumerate(views) if view is None), 0)]


def _check_one_study(films: Sequence[Facts]) -> None:
    told = [Study.told(film) for film in films]
    if len({(study.reference, study.issuer) for study in told if study.reference}) > 1:
        raise Refused("patients", "The films are of more than one patient; bring each patient's films in as a case.")
    if len({study.uid for study in told if study.uid}) > 1:
        raise Refused("studies", "The films are of more than one study; bring each study's films in as a case.")


def _note(intake: Intake, note: str | bytes | None) -> Signal | None:
    if note is None or (isinstance(note, str) and not note.strip()):
        return None
    return letters.take(intake, note.encode("utf-8", "surrogatepass") if isinstance(note, str) else note)


def _completed(record: Record, facts: Mapping[str, Any]) -> Record:
    said = from_facts(facts)
    return Record(
        age=record.age if record.age is not None else said.age,
        sex=record.sex or said.sex,
        view=record.view or said.view,
        laboratory=record.laboratory,
    )


def from_facts(facts: Mapping[str, Any]) -> Record:
    """The record as the film tells it; a value that cannot be true is left out."""
    age, sex, view = facts.get("age"), facts.get("sex"), facts.get("view")
    plausible = isinstance(age, int | float) and 0 <= age <= OLDEST
    return Record(
        age=float(age) if plausible and age is not None else None,
        sex=sex if sex in SEXES else None,
        view=view if view in VIEWS else None,
    )


def _disagreements(given: Record, facts: Mapping[str, Any]) -> tuple[str, ...]:
    said = from_facts(facts).known()
    return tuple(
        f"The film says {column} {_short(said[column])}, the record {_short(value)}; the record was used."
        for column, value in given.known().items()
        if column in said and not _same(said[column], value)
    )


def _same(one: float | str, other: float | str) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    return abs(one - other) <= 1


def _short(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.1f}".removesuffix(".0")


def study_date(facts: Mapping[str, Any]) -> date | None:
    """The day of the study, from a date, ``YYYYMMDD`` or ISO text; None where there is none that can be read."""
    value = facts.get("study_date")
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None


def fingerprint(films: Sequence[bytes], note: str | bytes | None) -> dict[str, str]:
    """Digests of what was brought in: all that is kept of what is refused."""
    text = note.encode("utf-8", "surrogatepass") if isinstance(note, str) else note
    found = {f"film{number or ''}_sha256": digest(data) for number, data in enumerate(films)}
    return found | ({"note_sha256": digest(text)} if text is not None else {})
