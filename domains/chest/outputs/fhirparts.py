"""What every FHIR resource of the bundle is made with: ids that follow from the case, references, codes, moments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid5

from domains.chest.outputs.codes import Concept
from domains.chest.outputs.identity import NAMESPACE
from domains.chest.outputs.signed import SignedCase, Version

Resource = dict[str, Any]
DIGEST, ACCOUNT, CASE = "urn:chiron:sha256", "urn:chiron:account", "urn:chiron:case"
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
UCUM = "http://unitsofmeasure.org"


@dataclass(frozen=True)
class Parts:
    """One bundle in the making.

    Attributes:
        case: The signed case.
        release: Of FHIR: 4 or 5.
    """

    case: SignedCase
    release: int

    def id(self, *name: str) -> str:
        """The id of a resource of this case."""
        return str(uuid5(NAMESPACE, chr(0).join(("fhir", self.case.id, *name))))

    def to(self, kind: str, *name: str) -> Resource:
        """A reference to a resource of this bundle."""
        return {"reference": f"urn:uuid:{self.id(*name)}", "type": kind}

    def signer(self, version: Version) -> Resource:
        """A reference to who signed a version."""
        return self.to("Practitioner", "practitioner", str(version.document["signed_by"]["id"]))

    @property
    def patient(self) -> Resource:
        """A reference to the patient."""
        return self.to("Patient", "patient")

    @property
    def device(self) -> Resource:
        """A reference to the weights that read the case."""
        return self.to("Device", "device")

    @property
    def study(self) -> list[Resource]:
        """A reference to the films, if there are any."""
        return [self.to("ImagingStudy", "study")] if self.case.films else []

    @property
    def report(self) -> Resource:
        """A reference to the report."""
        return self.to("DiagnosticReport", "report")

    @staticmethod
    def moment(version: Version) -> str:
        """When a version was signed."""
        return version.signed_at.isoformat(timespec="milliseconds")


def concept(code: Concept, text: str = "") -> Resource:
    """A coded concept; ``text`` is how the room calls it."""
    return {"coding": [code.coding()], "text": text or code.meaning}


def term(system: str, code: str, display: str = "") -> Resource:
    """A code of HL7's own terminology."""
    coding = {"system": f"{TERMINOLOGY}/{system}", "code": code}
    return {"coding": [{**coding, "display": display} if display else coding]}


def filled(resource: Resource) -> Resource:
    """The resource without what is empty: FHIR knows no empty element."""
    return {key: value for key, value in resource.items() if value not in (None, "", [], {})}


def listed(items: Sequence[Resource]) -> list[Resource]:
    """Every item without what is empty."""
    return [filled(item) for item in items]
