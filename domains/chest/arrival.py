"""What someone brings in, checked before anything of it is kept."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.case import Signal
from core.intake.intake import Intake
from core.intake.refusal import Refused
from core.weights import digest
from domains.chest.cases import Record

OLDEST = 120.0
SEXES = ("F", "M")
VIEWS = ("PA", "AP", "LL")


@dataclass(frozen=True)
class Arrival:
    """A film, a note and a record that passed the intake; at least one of them is there.

    Attributes:
        film: The original bytes with what the intake made of them.
        note: The note as a signal.
        record: The record, completed by what the film says of itself.
        notices: What the intake had to say of the film, and where film and given record disagree.
    """

    film: tuple[bytes, Signal] | None
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


def receive(intake: Intake, film: bytes | None, name: str | None, note: str | bytes | None, record: Record) -> Arrival:
    """Check everything that was brought in.

    Raises:
        Refused: one of the parts cannot be read, or there is none.
    """
    given = checked(record)
    picture = intake.image(film, name) if film is not None else None
    text = _note(intake, note)
    completed = _completed(given, picture.facts if picture else {})
    if picture is None and text is None and not completed.known():
        raise Refused("empty", "A case needs a film, a note or something of the record; add one of them.")
    facts = picture.facts if picture else {}
    notices = (*facts.get("notices", ()), *_disagreements(given, facts))
    return Arrival((film, picture) if film is not None and picture else None, text, completed, notices)


def _note(intake: Intake, note: str | bytes | None) -> Signal | None:
    if note is None or (isinstance(note, str) and not note.strip()):
        return None
    return intake.text(note.encode("utf-8", "surrogatepass") if isinstance(note, str) else note)


def _completed(record: Record, facts: Mapping[str, Any]) -> Record:
    said = from_facts(facts)
    return Record(
        age=record.age if record.age is not None else said.age,
        sex=record.sex or said.sex,
        view=record.view or said.view,
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


def fingerprint(film: bytes | None, note: str | bytes | None) -> dict[str, str]:
    """Digests of what was brought in: all that is kept of what is refused."""
    text = note.encode("utf-8", "surrogatepass") if isinstance(note, str) else note
    parts = (("film", film), ("note", text))
    return {f"{key}_sha256": digest(data) for key, data in parts if data is not None}
