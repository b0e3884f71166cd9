"""What leaves the reading room: a signed case as DICOM objects, as a FHIR bundle and as a table."""

from domains.chest.outputs.made import Made
from domains.chest.outputs.making import DICOM, KINDS, Anonymity, objects
from domains.chest.outputs.refusal import NotExportable
from domains.chest.outputs.signed import SignedCase, Version, of_versions
from domains.chest.outputs.sources import Sources

__all__ = [
    "DICOM",
    "KINDS",
    "Anonymity",
    "Made",
    "NotExportable",
    "SignedCase",
    "Sources",
    "Version",
    "objects",
    "of_versions",
]
