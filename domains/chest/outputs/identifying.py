"""What identifies in an object that the room made itself: the rest of its words are the room's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domains.chest.outputs.signed import SignedCase

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

    from domains.chest.deidentify.known import Known

ALWAYS = ("name", "date", "uid", "place")
NUMBERS = ("PatientID", "IssuerOfPatientID", "AccessionNumber", "StudyID")


def identifying(made: Dataset, case: SignedCase) -> frozenset[Known]:
    """Names, days, places, UIDs and numbers of the object, and everything in the signed documents that identifies."""
    from pydicom.dataset import Dataset

    from domains.chest.deidentify.known import of_dataset, of_document

    numbers = Dataset()
    for keyword in NUMBERS:
        if keyword in made:
            numbers[keyword] = made[keyword]
    found = frozenset(known for known in of_dataset(made) if known.kind in ALWAYS) | of_dataset(numbers)
    return found.union(*(of_document(version.document) for version in case.versions))
