"""What a data set says about patient, study and projection, as plain text and numbers; the intake checks them again."""

import re
from datetime import date
from typing import Any

from pydicom.dataset import Dataset

from core.intake.child.dicom.declared import Declared, word
from core.intake.child.dicom.voi import first_number

AGE = re.compile(r"(\d{1,3})([DWMY])")
UNITS = {"D": 365.25, "W": 365.25 / 7, "M": 12.0, "Y": 1.0}
DATES = ("StudyDate", "AcquisitionDate", "SeriesDate", "ContentDate")
LATERAL = ("LL", "RL", "LAT", "LATERAL", "LLD", "RLD")
TEXTS = {
    "patient_id": "PatientID",
    "issuer": "IssuerOfPatientID",
    "accession": "AccessionNumber",
    "study_uid": "StudyInstanceUID",
    "series_uid": "SeriesInstanceUID",
    "sop_uid": "SOPInstanceUID",
    "sop_class": "SOPClassUID",
    "study_id": "StudyID",
    "study_time": "StudyTime",
    "referring": "ReferringPhysicianName",
}
CODES = {
    "body_part": "BodyPartExamined",
    "modality": "Modality",
    "sex": "PatientSex",
    "burned_in": "BurnedInAnnotation",
}
WINDOW, RESCALE = ("WindowCenter", "WindowWidth"), ("RescaleSlope", "RescaleIntercept")
TABLES = ("VOILUTSequence", "ModalityLUTSequence")


def read(dataset: Dataset, declared: Declared) -> dict[str, Any]:
    """Everything that is said; what is absent or makes no sense is None."""
    return {
        "kind": "dicom",
        **{key: text(dataset, keyword) for key, keyword in TEXTS.items()},
        **{key: word(dataset, keyword) for key, keyword in CODES.items()},
        "patient_name": name(text(dataset, "PatientName")),
        "person_name": (text(dataset, "PatientName") or "").split("=")[0] or None,
        "birth_date": day.isoformat() if (day := first_day(dataset, ("PatientBirthDate",))) else None,
        "view": view(dataset),
        "age": age(dataset),
        "study_date": day.isoformat() if (day := first_day(dataset, DATES[:1])) else None,
        "spacing": spacing(dataset),
        "spacing_at": spacing_at(dataset),
        "magnification": magnification(dataset),
        "window": first_two(dataset, WINDOW),
        "window_function": word(dataset, "VOILUTFunction") or None,
        "rescale": first_two(dataset, RESCALE),
        "look_up": any(bool(dataset.get(keyword)) for keyword in TABLES),
        "rows": declared.rows,
        "columns": declared.columns,
        "photometric": declared.photometric,
        "bits": declared.bits,
    }


def text(dataset: Dataset, keyword: str) -> str | None:
    """An element as text, None where it is absent or cannot be decoded."""
    try:
        value: Any = dataset.get(keyword)
        return None if value is None else str(value).strip("\0 ")[:1024]
    except Exception:  # noqa: BLE001 - the parser raises many types for one mistake: a value that is no text
        return None


def name(value: str | None) -> str | None:
    """A person's name as "family, given" (PS3.5, section 6.2.1); the first of its spellings that is there."""
    groups = [group for group in (value or "").split("=") if group.strip("^ ")]
    parts = [part.strip() for part in groups[0].split("^")[:3]] if groups else []
    family, others = (parts[0], " ".join(part for part in parts[1:] if part)) if parts else ("", "")
    return ", ".join(part for part in (family, others) if part) or None


def age(dataset: Dataset) -> float | None:
    """Years, from the stated age or else from the day of birth to the day of the study."""
    if stated := AGE.fullmatch(word(dataset, "PatientAge")):
        return int(stated[1]) / UNITS[stated[2]]
    born, seen = first_day(dataset, ("PatientBirthDate",)), first_day(dataset, DATES)
    return (seen - born).days / 365.25 if born and seen else None


def first_day(dataset: Dataset, keywords: tuple[str, ...]) -> date | None:
    """The first of these elements that is a date."""
    for keyword in keywords:
        try:
            return date.fromisoformat(word(dataset, keyword).replace(".", "")[:8])
        except ValueError:
            continue
    return None


def view(dataset: Dataset) -> str | None:
    """PA, AP or LL (any lateral) from the view position or else from the coded view (CID 4010)."""
    stated = word(dataset, "ViewPosition") or coded_view(dataset)
    first = stated.replace("_", " ").split(" ")[0]
    if first in LATERAL or "LATERAL" in stated:
        return "LL"
    return first if first in ("PA", "AP") else None


def coded_view(dataset: Dataset) -> str:
    """The view code's meaning, shortened to a view position; "" where there is none."""
    try:
        meaning = str(dataset.ViewCodeSequence[0].CodeMeaning).lower()
    except Exception:  # noqa: BLE001 - absent, empty or broken: nothing is said
        return ""
    if "postero" in meaning and "antero-posterior" not in meaning and "anteroposterior" not in meaning:
        return "PA"
    return "AP" if "antero" in meaning else "LL" if "lateral" in meaning else ""


def spacing(dataset: Dataset) -> list[float] | None:
    """Row and column distance in mm, in the patient where it is known and else at the detector."""
    distances = (two_numbers(dataset, keyword) for keyword in ("PixelSpacing", "ImagerPixelSpacing"))
    return next((pair for pair in distances if pair and min(pair) > 0), None)


def spacing_at(dataset: Dataset) -> str | None:
    """Where :func:`spacing` holds: ``calibrated`` in the patient, ``detector``, or ``unknown`` (PS3.3, 10.7.1.3).

    A projection enlarges what lies before the detector, so that a length at the detector is too long for the patient.
    """
    here, there = (two_numbers(dataset, keyword) for keyword in ("PixelSpacing", "ImagerPixelSpacing"))
    if not here or min(here) <= 0:
        return "detector" if spacing(dataset) else None
    if word(dataset, "PixelSpacingCalibrationType") in ("GEOMETRY", "FIDUCIAL"):
        return "calibrated"
    return "unknown" if not there else "detector" if here == there else "calibrated"


def magnification(dataset: Dataset) -> float | None:
    """How many times larger than life the patient is at the detector, where the film says so."""
    factor = first_number(dataset, "EstimatedRadiographicMagnificationFactor")
    return factor if factor is not None and 1 <= factor <= 5 else None


def first_two(dataset: Dataset, keywords: tuple[str, str]) -> list[float] | None:
    """The first values of two elements that mean something only together, such as centre and width of a window."""
    first, second = (first_number(dataset, keyword) for keyword in keywords)
    return None if first is None or second is None else [first, second]


def two_numbers(dataset: Dataset, keyword: str) -> list[float] | None:
    """An element as two numbers, None where it has not just two."""
    try:
        first, second = (float(part) for part in dataset.get(keyword))
    except Exception:  # noqa: BLE001 - absent, or not two numbers
        return None
    return [first, second]
