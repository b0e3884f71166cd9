"""Where the note comes from: a provenance a signature, with who signed, what drafted, and what it was derived from."""

from __future__ import annotations

from collections.abc import Iterator

from domains.telemedicine.outputs.fhirparts import DIGEST, Parts, Resource, Version, filled, term

LIFECYCLE, PARTICIPANT = "iso-21089-lifecycle", "provenance-participant-type"


def resources(parts: Parts) -> list[Resource]:
    """The provenances, oldest first."""
    return [_provenance(parts, version) for version in parts.versions]


def _provenance(parts: Parts, version: Version) -> Resource:
    composition = [parts.to("Composition", "composition")] if version is parts.last else []
    reason = version.document.get("reason")
    told = {"reason": [{"text": reason}]} if parts.release == 4 else {"authorization": [{"concept": {"text": reason}}]}
    return filled(
        {
            "resourceType": "Provenance",
            "id": parts.id("provenance", str(version.number)),
            "target": [parts.note(version), *composition],
            "occurredDateTime": version.moment,
            "recorded": version.moment,
            **(told if reason else {}),
            "activity": term(LIFECYCLE, "attest" if version.number == 1 else "amend"),
            "agent": list(_agents(parts, version)),
            "entity": list(_entities(parts, version)),
        }
    )


def _agents(parts: Parts, version: Version) -> Iterator[Resource]:
    yield {"type": term(PARTICIPANT, "author"), "who": parts.signer(version)}
    yield {"type": term(PARTICIPANT, "verifier"), "who": parts.signer(version)}
    if any(one["author"] != "clinician" for part in version.document["sections"] for one in part["sentences"]):
        yield {"type": term(PARTICIPANT, "assembler"), "who": parts.device}


def _entities(parts: Parts, version: Version) -> Iterator[Resource]:
    """The signed document itself, then what it was derived from: all by their sha256."""
    told = version.document
    yield _entity("source", version.sha256, f"Signed document, version {version.number}")
    if told.get("amends"):
        yield _entity("revision", told["amends"], f"Signed document, version {version.number - 1}")
    yield _entity("source", told["transcript_sha256"], "Transcript")
    if told.get("recording"):
        yield _entity("source", told["recording"]["sha256"], "Recording")


def _entity(role: str, digest: str, name: str) -> Resource:
    return {"role": role, "what": {"identifier": {"system": DIGEST, "value": digest}, "display": name}}
