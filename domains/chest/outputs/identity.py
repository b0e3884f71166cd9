"""Whose study an object belongs to, and by which UIDs it is known: both follow from the signed case alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from domains.chest.outputs.refusal import NotExportable
from domains.chest.outputs.signed import Film, SignedCase
from domains.chest.words import one_line

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

NAMESPACE = UUID("6f2f1f53-6c0b-5c0e-9d2b-2a3b5d1e7c41")
MAKER, MODEL, ISSUER = "Chiron", "Chest reading room", "CHIRON"
CAPTURE_CLASS = "1.2.840.10008.5.1.4.1.1.7"
CLASSES = {"CR": "1.2.840.10008.5.1.4.1.1.1", "DX": "1.2.840.10008.5.1.4.1.1.1.1"}
UNICODE = "ISO_IR 192"
STRANGE = "A film of this case is of a private DICOM class, to which no object may refer; export it as csv."
TITLES = ("dr", "dr.", "prof", "prof.", "mr", "mrs", "ms")


def uid(*parts: str) -> str:
    """A UID that is the same for the same parts, by ITU-T X.667 under 2.25 (PS3.5, section B.2).

    So an export that is repeated is the same object, and an archive keeps it once.
    """
    return f"2.25.{uuid5(NAMESPACE, chr(0).join(parts)).int}"


def line(text: str, most: int = 64) -> str:
    """A text for LO and SH: one line, no backslash, which separates values there."""
    return one_line(text.replace("\\", "/"), most)


def person(name: str) -> str:
    """A person's name in DICOM's order (PS3.5, section 6.2.1): ``Dr Ada Lovelace`` is ``Lovelace^Ada^^Dr``."""
    if "^" in name:
        return line(name.split("=")[0])
    plain = line(name.replace("=", " "))
    if "," in plain:
        family, _, given = plain.partition(",")
        return f"{family.strip()}^{given.strip()}"
    return _by_order(plain.split())


def as_stored(name: str) -> str:
    """A name that a film gives, as it is; one of a single part ends in ``^``, which says that this is meant."""
    plain = line(name.split("=")[0])
    return plain if not plain or "^" in plain else f"{plain}^"


def _by_order(words: list[str]) -> str:
    titles = [word for word in words[:-1] if word.lower() in TITLES]
    names = words[len(titles) :]
    if not names:
        return ""
    plain = f"{names[-1]}^{' '.join(names[:-1])}"
    return f"{plain}^^{' '.join(titles)}" if titles else plain


@dataclass(frozen=True)
class Study:
    """What every object of a study repeats; dates as ``YYYYMMDD``, empty where not known."""

    uid: str
    date: str = ""
    time: str = ""
    id: str = ""
    accession: str = ""
    referring: str = ""
    patient_id: str = ""
    issuer: str = ""
    patient_name: str = ""
    birth_date: str = ""
    sex: str = ""

    def fill(self, dataset: Dataset) -> Dataset:
        """Write the patient and the study into a data set."""
        dataset.SpecificCharacterSet = UNICODE
        dataset.PatientID, dataset.PatientName = self.patient_id, self.patient_name
        dataset.PatientBirthDate, dataset.PatientSex = self.birth_date, self.sex
        dataset.StudyInstanceUID, dataset.StudyID = self.uid, self.id
        dataset.StudyDate, dataset.StudyTime = self.date, self.time
        dataset.AccessionNumber, dataset.ReferringPhysicianName = self.accession, self.referring
        if self.issuer:
            dataset.IssuerOfPatientID = self.issuer
        return dataset

    def arguments(self) -> dict[str, Any]:
        """The same as arguments of highdicom's image classes."""
        return {
            "study_instance_uid": self.uid,
            "study_date": self.date,
            "study_time": self.time,
            "study_id": self.id,
            "accession_number": self.accession,
            "referring_physician_name": self.referring,
            "patient_id": self.patient_id,
            "patient_name": self.patient_name,
            "patient_birth_date": self.birth_date,
            "patient_sex": self.sex,
        }


def study_of(case: SignedCase) -> Study:
    """The study of the case: that of its first DICOM film, or one of our own where none came as DICOM.

    A patient without a number gets one of this installation's, so that an archive does not take all of them for one.
    """
    facts = next((film.facts for film in case.films if film.instance and film.facts.get("study_uid")), {})
    patient, study = case.document["patient"], case.document["study"]
    number = line(str(facts.get("patient_id") or patient.get("reference") or ""))
    record = case.document.get("record") or {}
    return Study(
        uid=str(facts.get("study_uid") or study.get("uid") or uid("study", case.id)),
        date=_day(facts.get("study_date") or study.get("date")),
        time=str(facts.get("study_time") or ""),
        id=line(str(facts.get("study_id") or ""), 16),
        accession=line(str(facts.get("accession") or study.get("accession") or ""), 16),
        referring=as_stored(str(facts.get("referring") or "")),
        patient_id=number or case.id[:16],
        issuer=line(str(facts.get("issuer") or patient.get("issuer") or "")) if number else ISSUER,
        patient_name=_patient_name(facts, str(patient.get("label") or "")),
        birth_date=_day(facts.get("birth_date")),
        sex=str(facts.get("sex") or record.get("sex") or ""),
    )


def _patient_name(facts: Mapping[str, Any], label: str) -> str:
    given = str(facts.get("person_name") or "")
    return as_stored(given) if given else person(str(facts.get("patient_name") or label))


def _day(value: Any) -> str:
    return str(value or "").replace("-", "")[:8]


def capture_uid(case: SignedCase, film: Film) -> str:
    """The SOP instance UID of the capture that stands for a film which did not come as DICOM."""
    return uid("film", case.id, film.digest)


def class_of(film: Film) -> str:
    """The SOP class of a film; films that were taken in before it was asked have that of their modality."""
    modality = str(film.facts.get("modality") or "")
    return str(film.facts.get("sop_class") or CLASSES.get(modality, CAPTURE_CLASS))


def demand_known(case: SignedCase) -> SignedCase:
    """The case, where objects may refer to all of its films.

    Raises:
        NotExportable: a film is of a class that the standard does not know.
    """
    from pydicom.uid import UID

    if not all("Image Storage" in UID(class_of(film)).name for film in case.films if film.instance):
        raise NotExportable(STRANGE)
    return case


def reference(case: SignedCase, film: Film) -> Dataset:
    """A film as other objects refer to it: identity and shape, no pixels.

    A film that did not come as DICOM is referred to by its capture (:mod:`domains.chest.outputs.captures`).
    """
    from pydicom.dataset import Dataset

    found = study_of(case).fill(Dataset())
    if film.instance:
        found.SOPClassUID, found.SOPInstanceUID = class_of(film), film.instance
        found.SeriesInstanceUID = str(film.facts.get("series_uid") or uid("series", case.id))
        found.StudyInstanceUID = str(film.facts.get("study_uid") or found.StudyInstanceUID)
        found.Modality = str(film.facts.get("modality") or "OT")
        found.PhotometricInterpretation = str(film.facts.get("photometric") or "MONOCHROME2")
    else:
        found.SOPClassUID, found.SOPInstanceUID = CAPTURE_CLASS, capture_uid(case, film)
        found.SeriesInstanceUID, found.Modality = uid("films", case.id), "OT"
        found.PhotometricInterpretation = "MONOCHROME2"
    found.Rows, found.Columns, found.SamplesPerPixel = film.rows, film.columns, 1
    return found


def dated(dataset: Dataset, at: datetime) -> Dataset:
    """Date an object by the signature and not by the moment of the export, so that a repeated one is the same.

    Args:
        dataset: As highdicom made it.
        at: In UTC.
    """
    day, time = f"{at:%Y%m%d}", f"{at:%H%M%S}"
    for keyword in ("InstanceCreation", "Content", "PresentationCreation"):
        if f"{keyword}Date" in dataset:
            setattr(dataset, f"{keyword}Date", day)
            setattr(dataset, f"{keyword}Time", time)
    for maker in dataset.get("ContributingEquipmentSequence", ()):
        maker.ContributionDateTime = f"{day}{time}"
    return dataset


def equipment(case: SignedCase) -> dict[str, Any]:
    """What made an object; the weights are its serial number, since they are what reads."""
    return {
        "manufacturer": MAKER,
        "manufacturer_model_name": MODEL,
        "software_versions": line(case.software or "0"),
        "device_serial_number": case.weights[:16],
    }
