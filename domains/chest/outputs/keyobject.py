"""The films that the signed reading rests on, as a Key Object Selection Document (PS3.3, A.35.4) through highdicom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domains.chest.outputs import codes
from domains.chest.outputs.captures import NO_FILM
from domains.chest.outputs.identity import MAKER, dated, line, person, reference, uid
from domains.chest.outputs.refusal import NotExportable
from domains.chest.outputs.signed import SignedCase

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

SERIES = 9804


def key_objects(case: SignedCase) -> Dataset:
    """The film that was read, marked with what the clinician states of it.

    Raises:
        NotExportable: the case has no film.
    """
    from highdicom import ko, sr
    from pydicom.sr.codedict import codes as standard

    if not case.films:
        raise NotExportable(NO_FILM)
    film = reference(case, case.films[case.read_film])
    who = sr.PersonObserverIdentifyingAttributes(person(case.versions[0].signed_by))
    content = ko.KeyObjectSelection(
        codes.OF_INTEREST.dicom(), [film], sr.ObserverContext(standard.DCM.Person, who), description=_told(case)
    )
    made = ko.KeyObjectSelectionDocument(
        evidence=[film],
        content=content,
        series_instance_uid=uid("ko-series", case.id),
        series_number=SERIES,
        sop_instance_uid=uid("ko", case.versions[0].sha256),
        instance_number=1,
        manufacturer=MAKER,
        institution_name=line(case.institution) or None,
        series_description="Key film of a chest reading",
    )
    return dated(made, case.versions[0].signed_at)


def _told(case: SignedCase) -> str:
    parts = [
        f"{word}: {', '.join(codes.name_of(said.label) for said in case.said if said.stated == word)}"
        for word in ("present", "uncertain")
        if any(said.stated == word for said in case.said)
    ]
    return "; ".join(parts) or "Nothing is stated as present."
