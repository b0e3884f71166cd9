"""What was made of a case, as bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING

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
