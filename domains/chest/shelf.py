"""The films of an unsigned case: one more, one less, and what the record then takes from them."""

from collections.abc import Mapping
from typing import Any

from domains.chest.arrival import from_facts, study_date
from domains.chest.grouping import Study, said
from domains.chest.projection import film_to_read, spokesman
from domains.chest.store import CaseRow, FilmRow

COLUMNS = ("age", "sex", "view")
AFTER_READING = "'{}' came in after this case was read; look at it before you sign."


def shelve(case: CaseRow, film: FilmRow) -> FilmRow:
    """Put a film behind the others; a reading that was made before says that it came later."""
    before = spokesman(case)
    case.films.append(film)
    _follow(case, before)
    _name(case, film.facts)
    case.notices = _once([*case.notices, *film.facts.get("notices", ())])
    if case.readings and film_to_read(case) is not film:
        case.notices = _once([*case.notices, AFTER_READING.format(film.name)])
    return film


def unshelve(case: CaseRow, film: FilmRow) -> None:
    """Take a film out, with what was said of it; those behind it move up."""
    before, chosen = spokesman(case), _chosen(case)
    case.films.remove(film)
    for position, each in enumerate(case.films):
        each.position = position
    case.read_film = chosen.position if chosen is not None and chosen is not film else None
    kept = {notice for each in case.films for notice in each.facts.get("notices", ())}
    gone = {AFTER_READING.format(film.name), *film.facts.get("notices", ())} - kept
    case.notices = [notice for notice in case.notices if notice not in gone]
    _follow(case, before)


def choose(case: CaseRow, film: FilmRow) -> None:
    """Have the machine read this film of the case."""
    before = spokesman(case)
    case.read_film = film.position
    _follow(case, before)


def _chosen(case: CaseRow) -> FilmRow | None:
    return next((film for film in case.films if film.position == case.read_film), None)


def _follow(case: CaseRow, before: FilmRow | None) -> None:
    """What the record has from the film that spoke before, it now has from the one that speaks."""
    after = spokesman(case)
    old, new = (from_facts(film.facts if film else {}) for film in (before, after))
    for column in COLUMNS:
        if getattr(case, column) in (None, getattr(old, column)):
            setattr(case, column, getattr(new, column))


def _name(case: CaseRow, facts: Mapping[str, Any]) -> None:
    """A case that knew neither patient nor study learns both from its first film that does."""
    study = Study.told(facts)
    if not case.patient_reference and study.reference:
        case.patient_reference, case.patient_issuer = study.reference, study.issuer
    case.study_uid = case.study_uid or study.uid or None
    case.study_date = case.study_date or study_date(facts)
    case.accession_number = case.accession_number or said(facts, "accession", 64)


def _once(sentences: list[str]) -> list[str]:
    return list(dict.fromkeys(sentences))
