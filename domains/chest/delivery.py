"""Several films that a person brings in at once: sorted by study, none twice, and the ones that are no films named."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.intake.refusal import Refused
from domains.chest.cases import CaseView
from domains.chest.filmrows import Taken
from domains.chest.grouping import Study
from domains.chest.parcel import Parcel
from domains.chest.words import one_line

MOST = 24
Tell = Callable[[float, str], None]


@dataclass(frozen=True)
class LeftOut:
    """A file that was not taken, and the sentence that says why."""

    name: str
    sentence: str


@dataclass(frozen=True)
class Brought:
    """What became of a delivery: one case a study, and what was left out."""

    cases: tuple[CaseView, ...]
    left_out: tuple[LeftOut, ...]


def called(name: str | None) -> str:
    """What a file is called to whoever brought it in."""
    return one_line(name or "", 128) or "A film"


def new_among(taken: Sequence[Taken], film: Taken) -> Taken:
    """The film itself, unless it is among those that were taken, or they are too many.

    Raises:
        Refused: it comes twice, or as one too many.
    """
    if len(taken) >= MOST:
        raise Refused("many", f"At most {MOST} films are brought in at once; bring the others in as a further case.")
    sop = film.uid("sop_uid")
    twin = next((each for each in taken if each.digest == film.digest or (sop and each.uid("sop_uid") == sop)), None)
    if twin is not None:
        raise Refused("twice", f"It is the same film as {twin.name}; it was taken once.")
    return film


def by_study(films: Sequence[Taken]) -> list[list[Taken]]:
    """The films of each study, in the order of their coming; those that name no study go with the first."""
    groups: dict[Study, list[Taken]] = {}
    for film in films:
        study = Study.told(film.facts)
        if study.uid or study.reference:
            groups.setdefault(study, []).append(film)
    nameless = [film for film in films if not any(film in group for group in groups.values())]
    if not groups:
        return [nameless]
    first, *others = groups.values()
    return [[*first, *nameless], *others]


def check_one_note(groups: Sequence[Sequence[Taken]], parcel: Parcel) -> None:
    """Several studies may come at once, but not with what is true of one of them only.

    Raises:
        Refused: there is a note, a record or a patient's name, and more than one study.
    """
    if len(groups) > 1 and (parcel.note or parcel.record.known() or parcel.patient):
        what = f"These films are of {len(groups)} studies, and a note, record or name can be of one only"
        raise Refused("studies", f"{what}; bring each study in by itself, or all without them.")
