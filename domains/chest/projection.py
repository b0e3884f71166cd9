"""Which film of a case the machine reads: the first frontal one, unless a reader chose another."""

from datetime import datetime

from domains.chest.store import CaseRow, FilmRow

LATERAL = "LL"
FRONTAL = ("PA", "AP")
OUTDATED = "The films of this case changed after it was read; read it again before you decide and sign."
NEW_NOTE = "The note of this case changed after it was read; read it again before you decide and sign."
ONLY_LATERAL = "This case has no frontal film: lateral films are shown but not read, so the findings rest on the rest."
LATERAL_TOO = "The lateral film is shown but not read: the machine was trained on frontal films only."
LATERALS_TOO = "The lateral films are shown but not read: the machine was trained on frontal films only."


def view_of(case: CaseRow, film: FilmRow) -> str | None:
    """The projection of a film; where a case has one film, what its record says goes before what the film says."""
    said = film.facts.get("view")
    stated = said if isinstance(said, str) else None
    return (case.view or stated) if len(case.films) == 1 else stated


def is_lateral(case: CaseRow, film: FilmRow) -> bool:
    """Whether a film was taken from the side; one that does not say is taken for frontal."""
    return view_of(case, film) == LATERAL


def film_to_read(case: CaseRow) -> FilmRow | None:
    """The chosen film, else the first that says it is frontal, else the first that says nothing; never a lateral."""
    readable = [film for film in case.films if not is_lateral(case, film)]
    chosen = [film for film in readable if film.position == case.read_film]
    stated = [film for film in readable if view_of(case, film) in FRONTAL]
    return next(iter([*chosen, *stated, *readable]), None)


def spokesman(case: CaseRow) -> FilmRow | None:
    """The film whose word on patient and study counts: the one that is read, else the first."""
    return film_to_read(case) or next(iter(case.films), None)


def outdated(case: CaseRow) -> str:
    """Why the last reading no longer fits the films and note of its case; empty where it does, or there is none."""
    if not case.readings:
        return ""
    taken = (case.note.origin or {}).get("taken_at") if case.note else None
    if taken and datetime.fromisoformat(str(taken)) > case.readings[-1].made_at:
        return NEW_NOTE
    film = film_to_read(case)
    return "" if case.readings[-1].film_digest == (film.digest if film else None) else OUTDATED


def notices(case: CaseRow) -> tuple[str, ...]:
    """What a reader must know of the films that the machine leaves out."""
    laterals = sum(is_lateral(case, film) for film in case.films)
    if not laterals:
        return ()
    if laterals == len(case.films):
        return (ONLY_LATERAL,)
    return (LATERAL_TOO if laterals == 1 else LATERALS_TOO,)
