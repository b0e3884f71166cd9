"""One kind of export to its objects, with names or without."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from core.weights import digest
from domains.chest.outputs import codes
from domains.chest.outputs.identifying import identifying
from domains.chest.outputs.identity import demand_known
from domains.chest.outputs.made import Made, dicom
from domains.chest.outputs.signed import Document, SignedCase, Version
from domains.chest.outputs.sources import Sources
from domains.chest.signing import canonical

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

    from domains.chest.deidentify import Checked

DICOM = ("sr", "sc", "gsps", "ko", "film")
KINDS = (*DICOM, "fhir", "csv")


@dataclass(frozen=True)
class Anonymity:
    """What an export needs to leave without names.

    Attributes:
        secret: Of the installation (:func:`domains.chest.deidentify.secret_of`).
        checked: Digest of a film to what a human said of text burned into it.
    """

    secret: bytes = field(repr=False)
    checked: Mapping[str, Checked]


def objects(
    case: SignedCase, kind: str, sources: Sources, anonymity: Anonymity | None = None, release: int = 4
) -> tuple[Made, ...]:
    """The objects of one kind, that which was asked for first, then those that it refers to and nobody else has.

    Those are the captures of films that did not come as DICOM, and earlier versions of the report. They may take a
    second and are made outside of any transaction.

    Args:
        case: As its signed documents tell it.
        kind: One of :data:`KINDS`.
        sources: The stored files.
        anonymity: Leave without names; None leaves as it is.
        release: Of FHIR, 4 or 5.

    Raises:
        NotExportable: there is nothing of this kind in the case; the sentence says why.
        NotChecked: it cannot leave without names.
    """
    if kind in DICOM:
        return _dicom(demand_known(sources.read_again(case)), kind, sources, anonymity)
    told = _nameless(case, anonymity) if anonymity else case
    if kind == "csv":
        from domains.chest.outputs.sheet import sheet

        return (sheet(told),)
    from domains.chest.outputs.bundle import bundle

    return (bundle(told, release),)


def _dicom(case: SignedCase, kind: str, sources: Sources, anonymity: Anonymity | None) -> tuple[Made, ...]:
    checked = anonymity.checked if anonymity else {}
    made = [(kind, dataset) for dataset in _main(case, kind, sources, checked)]
    if kind != "film":
        made += [("film", dataset) for dataset in _films(case, sources, checked)]
    return tuple(dicom(each, _left(dataset, case, anonymity)) for each, dataset in made)


def _main(case: SignedCase, kind: str, sources: Sources, checked: Mapping[str, Checked]) -> list[Dataset]:
    from domains.chest.outputs import captures, keyobject, presentation, report

    film = case.films[case.read_film].digest if case.films else ""
    makers: Mapping[str, Callable[[], list[Dataset]]] = {
        "sr": lambda: [report.structured_report(case.until(number)) for number in range(len(case.versions), 0, -1)],
        "sc": lambda: [captures.overlay(case, sources, checked.get(film))],
        "gsps": lambda: [presentation.presentation_state(case)],
        "ko": lambda: [keyobject.key_objects(case)],
        "film": lambda: captures.demanded(_films(case, sources, checked)),
    }
    return makers[kind]()


def _films(case: SignedCase, sources: Sources, checked: Mapping[str, Checked]) -> list[Dataset]:
    from domains.chest.outputs.captures import film_captures

    return film_captures(case, sources, checked)


def _left(dataset: Dataset, case: SignedCase, anonymity: Anonymity | None) -> Dataset:
    """The object as it leaves; its pixels were blacked out where a human boxed them when it was drawn."""
    if anonymity is None:
        return dataset
    from domains.chest import deidentify

    checked = _whole(dataset, case, anonymity)
    own = codes.concepts(statement.label for statement in case.statements)
    left = deidentify.dataset(dataset, anonymity.secret, checked, instead=identifying(dataset, case), own=own)
    return _completed(left, dataset)


def _completed(left: Dataset, source: Dataset) -> Dataset:
    """What the standard wants in these objects and de-identification took away; none of it names anybody."""
    if "PatientOrientation" in source:
        left.PatientOrientation = left.get("PatientOrientation", "")
    if "ContentTime" in left and not left.ContentTime:
        left.ContentTime = "000000"
    return left


def _whole(dataset: Dataset, case: SignedCase, anonymity: Anonymity) -> Checked | None:
    """Whether a human looked at every film of the case: then nothing is left to be boxed."""
    from domains.chest.deidentify import Checked

    if "PixelData" not in dataset or not all(film.digest in anonymity.checked for film in case.films):
        return None
    return Checked(int(dataset.Rows), int(dataset.Columns))


def _nameless(case: SignedCase, anonymity: Anonymity) -> SignedCase:
    """The case without names; its films keep the UIDs under which they would leave as DICOM."""
    from domains.chest import deidentify

    documents = [_named_films(case), *(_of_patient(version.document, case) for version in case.addenda)]
    left = [deidentify.document(document, anonymity.secret) for document in documents]
    _point_back(left[0], case)
    return SignedCase(tuple(Version(each, digest(canonical(each).encode())) for each in left), "", case.software)


def _named_films(case: SignedCase) -> Document:
    """The original document, with the UIDs of their captures for films that did not come as DICOM."""
    from domains.chest.outputs.identity import capture_uid, study_of, uid

    captured = {"modality": "OT", "study_uid": study_of(case).uid, "series_uid": uid("films", case.id)}
    films = [
        film if seen.instance else {**film, "facts": {**film["facts"], **captured, "sop_uid": capture_uid(case, seen)}}
        for film, seen in zip(case.document["films"], case.films, strict=True)
    ]
    return _of_patient({**case.document, "films": films}, case)


def _of_patient(document: Document, case: SignedCase) -> Document:
    """The document with the patient's number as DICOM has it: by it pseudonyms and days are the same in all kinds."""
    from domains.chest.outputs.identity import study_of

    patient = {**case.document["patient"], "reference": study_of(case).patient_id}
    return {**document, "patient": patient, "study": case.document["study"]}


def _point_back(left: dict[str, Any], case: SignedCase) -> None:
    """Say again what names nobody: classes of the films, which of them was read, at which operating point."""
    from domains.chest.outputs.identity import class_of

    for told, film in zip(left["films"], case.films, strict=True):
        told["facts"]["sop_class"] = class_of(film)
    if case.films:
        left["reading"]["film"] = left["films"][case.read_film]["name"]
    left["reading"]["operating_point"] = case.operating_point
