"""Where the report comes from and what was done: a provenance a signature, an audit event a step."""

from __future__ import annotations

from datetime import datetime

from domains.chest.outputs.fhirparts import DIGEST, TERMINOLOGY, Parts, Resource, filled, term
from domains.chest.outputs.signed import Version

LIFECYCLE, PARTICIPANT = "iso-21089-lifecycle", "provenance-participant-type"


def resources(parts: Parts) -> list[Resource]:
    """Provenances and audit events, in the order of what they tell of."""
    versions = list(enumerate(parts.case.versions, 1))
    provenances = [_provenance(parts, version, number) for number, version in versions]
    signed = [_signed(parts, version, number) for number, version in versions]
    return [*provenances, *_read(parts), *signed]


def _provenance(parts: Parts, version: Version, number: int) -> Resource:
    """Who signed this version, with which weights, from which films and words: all by their digests."""
    results = [parts.to("Observation", "observation", said.label) for said in parts.case.said] if number == 1 else []
    agents = [_agent(parts.signer(version), "author"), _agent(parts.signer(version), "verifier")]
    return filled(
        {
            "resourceType": "Provenance",
            "id": parts.id("provenance", str(number)),
            "target": [parts.report, *results],
            "occurredDateTime": parts.moment(version),
            "recorded": parts.moment(version),
            "activity": term(LIFECYCLE, "attest" if number == 1 else "amend"),
            "agent": [*agents, _agent(parts.device, "assembler")] if number == 1 else agents,
            "entity": [_entity(digest, name) for digest, name in _sources(parts, version, number)],
        }
    )


def _agent(who: Resource, role: str) -> Resource:
    return {"type": term(PARTICIPANT, role), "who": who}


def _sources(parts: Parts, version: Version, number: int) -> list[tuple[str, str]]:
    """Digest and name: the signed document itself, then what it was made from."""
    document = version.document
    signed = [(version.sha256, f"Signed document, version {number}")]
    before = [(str(document.get("amends") or ""), f"Signed document, version {number - 1}")]
    films = [(film.digest, "Film") for film in parts.case.films]
    note = [(str(document["note"].get("sha256") or ""), "Clinical note")] if document.get("note") else []
    told = [*signed, *(before if number > 1 else [*films, *note])]
    return [(digest, name) for digest, name in told if digest]


def _entity(digest: str, name: str) -> Resource:
    return {"role": "source", "what": {"identifier": {"system": DIGEST, "value": digest}, "display": name}}


def _read(parts: Parts) -> list[Resource]:
    """The machine's reading, where the document says when it was made."""
    told = parts.case.document["reading"].get("made_at")
    if not told:
        return []
    at = datetime.fromisoformat(told).isoformat(timespec="milliseconds")
    return [_event(parts, "read", "originate", at, parts.device)]


def _signed(parts: Parts, version: Version, number: int) -> Resource:
    name = "attest" if number == 1 else "amend"
    return _event(parts, f"sign {number}", name, parts.moment(version), parts.signer(version))


def _event(parts: Parts, step: str, code: str, at: str, who: Resource) -> Resource:
    """An audit event; R5 renamed and re-shaped most of its elements (hl7.org/fhir/R5, AuditEvent)."""
    told = {"system": f"{TERMINOLOGY}/{LIFECYCLE}", "code": code}
    kind: Resource = {"type": told} if parts.release == 4 else {"code": {"coding": [told]}}
    outcome = "0" if parts.release == 4 else {"code": {"system": f"{TERMINOLOGY}/audit-event-outcome", "code": "0"}}
    return {
        "resourceType": "AuditEvent",
        "id": parts.id("event", step),
        **kind,
        "action": "U" if code == "amend" else "C",
        "recorded": at,
        "outcome": outcome,
        "agent": [{"who": who, "requestor": True}],
        "source": {"observer": parts.device},
        "entity": [{"what": parts.report}],
    }
