"""What the findings and the room's own words are called in coded schemes: SNOMED CT, LOINC, DICOM and our own.

A finding has a code of SNOMED CT only where it names the same thing; the others, and what the machine says, have codes
of the private scheme ``99CHIRON``, whose code is the words themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from highdicom.coding_schemes import CodingSchemeIdentificationItem
    from pydicom.sr.coding import Code

OWN = "99CHIRON"
OWN_SYSTEM = "urn:chiron:chest:code"
SYSTEMS: Mapping[str, str] = {
    "SCT": "http://snomed.info/sct",
    "LN": "http://loinc.org",
    "DCM": "http://dicom.nema.org/resources/ontology/DCM",
    "UCUM": "http://unitsofmeasure.org",
    OWN: OWN_SYSTEM,
}


@dataclass(frozen=True)
class Concept:
    """A code: its value, the scheme's designator in DICOM, and what it means."""

    value: str
    scheme: str
    meaning: str

    @property
    def system(self) -> str:
        """The scheme's address in FHIR."""
        return SYSTEMS[self.scheme]

    def dicom(self) -> Code:
        """The code as pydicom and highdicom take it."""
        from pydicom.sr.coding import Code

        return Code(self.value, self.scheme, self.meaning)

    def coding(self) -> dict[str, str]:
        """The code as FHIR writes it."""
        return {"system": self.system, "code": self.value, "display": self.meaning}


def own(words: str) -> Concept:
    """A concept of the private scheme: the code is as many of its words, in capitals, as 16 characters hold (SH)."""
    value = words.upper().replace(" ", "_").replace("-", "_")
    while len(value) > 16:
        value = value.rpartition("_")[0] or value[:16]
    return Concept(value, OWN, words)


# SNOMED CT, international edition; one line a finding so that each can be checked by itself.
FINDINGS: Mapping[str, Concept] = {
    "atelectasis": Concept("46621007", "SCT", "Atelectasis"),
    "cardiomegaly": Concept("8186001", "SCT", "Cardiomegaly"),
    "effusion": Concept("60046008", "SCT", "Pleural effusion"),
    "infiltration": Concept("409609008", "SCT", "Radiologic infiltrate of lung"),
    "mass": Concept("309529002", "SCT", "Lung mass"),
    "nodule": Concept("786838002", "SCT", "Nodule of lung"),
    "pneumonia": Concept("233604007", "SCT", "Pneumonia"),
    "pneumothorax": Concept("36118008", "SCT", "Pneumothorax"),
    "consolidation": Concept("95436008", "SCT", "Lung consolidation"),
    "edema": Concept("19242006", "SCT", "Pulmonary edema"),
    "emphysema": Concept("87433001", "SCT", "Pulmonary emphysema"),
    "fibrosis": Concept("51615001", "SCT", "Fibrosis of lung"),
}
STATED: Mapping[str, Concept] = {
    "present": Concept("52101004", "SCT", "Present"),
    "absent": Concept("2667000", "SCT", "Absent"),
    "uncertain": Concept("64957009", "SCT", "Uncertain"),
}
# The same as DICOM asks for them (PS3.16, CID 240).
STATED_DICOM: Mapping[str, Concept] = {
    "present": STATED["present"],
    "absent": Concept("272519000", "SCT", "Absent"),
    "uncertain": Concept("373068000", "SCT", "Undetermined"),
}
STATES: Mapping[str, Concept] = {state: own(state) for state in ("rule in", "rule out", "undecided", "not certified")}
PRESENCE = Concept("121052", "DCM", "Presence of property")
PROBABILITY = Concept("122157", "DCM", "Probability")
STATE, WEIGHTS, OPERATING_POINT = own("Machine state"), own("Weights"), own("Operating point")
STATEMENT, MACHINE, NONE_ACCEPTED = own("Statement"), own("Machine reading"), own("None accepted")
SHARE, PRIOR = own("Saliency share"), own("Log-odds prior")
ADDED: Mapping[str, Concept] = {role: own(f"Log-odds {role}") for role in ("image", "note", "record", "sound", "joint")}
WORDS_ALONE = own("Note and record")
REPORT, ADDENDUM = Concept("59776-5", "LN", "Findings"), Concept("55107-7", "LN", "Addendum")
OBSERVER, COMMENT = Concept("121008", "DCM", "Person Observer Name"), Concept("121106", "DCM", "Comment")
LIBRARY, GROUP = Concept("111028", "DCM", "Image Library"), Concept("126200", "DCM", "Image Library Group")
ROWS, COLUMNS = Concept("110910", "DCM", "Pixel Data Rows"), Concept("110911", "DCM", "Pixel Data Columns")
SOURCE, OF_INTEREST = Concept("260753009", "SCT", "Source"), Concept("113000", "DCM", "Of Interest")
UNIT, PIXELS = Concept("1", "UCUM", "no units"), Concept("{pixels}", "UCUM", "Pixels")
PLAIN_FILM = Concept("30745-4", "LN", "XR Chest Views")
RADIOGRAPHY = Concept("168537006", "SCT", "Plain radiography")


def name_of(label: str) -> str:
    """A finding's label in words: ``Pleural_Thickening`` is ``pleural thickening``."""
    return label.replace("_", " ").lower()


def finding(label: str) -> Concept:
    """The finding's code."""
    name = name_of(label)
    return FINDINGS.get(name) or own(name.capitalize())


def added(role: str) -> Concept:
    """The code of what a source added to the log-odds."""
    return ADDED.get(role) or own(f"Log-odds {role}")


def concepts(labels: Iterable[str]) -> dict[tuple[str, str], str]:
    """Scheme and value to meaning, of everything that the room's objects say in codes; nothing of it is a patient's."""
    told: list[object] = [finding(label) for label in labels]
    for part in globals().values():
        told += part.values() if isinstance(part, Mapping) else [part]
    return {(each.scheme, each.value): each.meaning for each in told if isinstance(each, Concept)}


def schemes() -> list[CodingSchemeIdentificationItem]:
    """Who answers for the private scheme (PS3.3, section C.12.1.1.1)."""
    from highdicom.coding_schemes import CodingSchemeIdentificationItem

    return [CodingSchemeIdentificationItem(OWN, name="Chiron chest reading room", responsible_organization="Chiron")]
