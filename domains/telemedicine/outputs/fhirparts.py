"""What every FHIR resource of the bundle is made with: ids that follow from the visit, references, codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

Resource = dict[str, Any]
NAMESPACE = UUID("6b8f5a3e-5d0a-4e0f-9c43-3a2f9f0d7c11")
DIGEST, ACCOUNT, VISIT, SENTENCE = "urn:chiron:sha256", "urn:chiron:account", "urn:chiron:visit", "urn:chiron:sentence"
TERMINOLOGY, LOINC = "http://terminology.hl7.org/CodeSystem", "http://loinc.org"
MAKER, MODEL = "Chiron", "Chiron telemedicine"
RELEASES = (4, 5)


@dataclass(frozen=True)
class Version:
    """A signed version: its document as it was digested, and the digest."""

    document: Mapping[str, Any]
    sha256: str

    @property
    def moment(self) -> str:
        """When it was signed."""
        return moment(self.document["signed_at"])

    @property
    def signer(self) -> str:
        """Account of who signed it."""
        return str(self.document["signed_by"]["id"])

    @property
    def number(self) -> int:
        """Its number, from 1."""
        return int(self.document["number"])


@dataclass(frozen=True)
class Parts:
    """One bundle in the making.

    Attributes:
        versions: The signed versions, oldest first.
        release: Of FHIR: 4 or 5.
        software: Version of the domain that drafted the note.
        installation: Tells visits of one installation from those of another.
    """

    versions: Sequence[Version]
    release: int
    software: str
    installation: str

    @property
    def last(self) -> Version:
        """The version that stands."""
        return self.versions[-1]

    def id(self, *name: str) -> str:
        """The id of a resource of this visit."""
        visit = f"{self.installation}/{self.last.document['visit']}"
        return str(uuid5(NAMESPACE, "\0".join(("fhir", visit, *name))))

    def to(self, kind: str, *name: str) -> Resource:
        """A reference to a resource of this bundle."""
        return {"reference": f"urn:uuid:{self.id(*name)}", "type": kind}

    @property
    def patient(self) -> Resource:
        """A reference to the patient."""
        return self.to("Patient", "patient")

    @property
    def encounter(self) -> Resource:
        """A reference to the consultation."""
        return self.to("Encounter", "encounter")

    @property
    def device(self) -> Resource:
        """A reference to the machine that drafted the note."""
        return self.to("Device", "device")

    def signer(self, version: Version) -> Resource:
        """A reference to who signed a version."""
        return self.to("Practitioner", "practitioner", version.signer)

    def note(self, version: Version) -> Resource:
        """A reference to a version of the note."""
        return self.to("DocumentReference", "note", str(version.number))


def moment(iso: str) -> str:
    """A time as FHIR's instants have it, to the millisecond."""
    return datetime.fromisoformat(iso).isoformat(timespec="milliseconds")


def term(system: str, code: str, display: str = "") -> Resource:
    """A code of HL7's own terminology."""
    coding = {"system": f"{TERMINOLOGY}/{system}", "code": code}
    return {"coding": [{**coding, "display": display} if display else coding]}


def loinc(code: str, display: str) -> Resource:
    """A code of LOINC."""
    return {"coding": [{"system": LOINC, "code": code, "display": display}], "text": display}


def filled(resource: Mapping[str, Any]) -> Resource:
    """The resource without what is empty: FHIR knows no empty element."""
    return {key: value for key, value in resource.items() if value not in (None, "", [], {})}
