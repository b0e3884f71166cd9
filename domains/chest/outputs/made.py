"""What was made of a case, as bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

if TYPE_CHECKING:
    from pydicom.dataset import Dataset


@dataclass(frozen=True)
class Made:
    """One object.

    Attributes:
        kind: ``sr``, ``sc``, ``gsps``, ``ko``, ``film``, ``fhir`` or ``csv``.
        name: A file name that tells nothing of the patient.
        data: The bytes.
        sop_class_uid: Of a DICOM object; empty for others.
        sop_instance_uid: Of a DICOM object; empty for others.
    """

    kind: str
    name: str
    media_type: str
    data: bytes = field(repr=False)
    sop_class_uid: str = ""
    sop_instance_uid: str = ""


def dicom(kind: str, dataset: Dataset) -> Made:
    """A DICOM object as a file (PS3.10)."""
    out = BytesIO()
    dataset.save_as(out, enforce_file_format=True)
    uid = str(dataset.SOPInstanceUID)
    return Made(kind, f"{kind}-{uid[-12:]}.dcm", "application/dicom", out.getvalue(), str(dataset.SOPClassUID), uid)


def packed(made: Sequence[Made]) -> Made:
    """One file: the object itself, or a ZIP of several with dates that make a repeated one the same."""
    if len(made) == 1:
        return made[0]
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for each in made:
            archive.writestr(ZipInfo(each.name), each.data, ZIP_DEFLATED)
    return Made(made[0].kind, f"{made[0].kind}.zip", "application/zip", out.getvalue())
