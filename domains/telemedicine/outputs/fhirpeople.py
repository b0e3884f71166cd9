"""Who met whom, and when: patient, practitioners, the machine that drafted, the consultation."""

from __future__ import annotations

from datetime import datetime, timedelta

from domains.telemedicine.outputs.fhirparts import (
    ACCOUNT,
    DIGEST,
    MAKER,
    MODEL,
    TERMINOLOGY,
    VISIT,
    Parts,
    Resource,
    filled,
    moment,
    term,
)

VIRTUAL = {"system": f"{TERMINOLOGY}/v3-ActCode", "code": "VR", "display": "virtual"}
NOT_CLEARED = "Drafts a note from what was said; no cleared medical device."


def resources(parts: Parts) -> list[Resource]:
    """Patient, practitioners, device and encounter."""
    return [_patient(parts), *_practitioners(parts), _device(parts), _encounter(parts)]


def _patient(parts: Parts) -> Resource:
    told = parts.last.document["patient"]
    number = told["reference"]
    return filled(
        {
            "resourceType": "Patient",
            "id": parts.id("patient"),
            "identifier": [{"value": number}] if number else [],
            "name": [{"text": told["label"] or "No name"}],
        }
    )


def _practitioners(parts: Parts) -> list[Resource]:
    people = {version.signer: version.document["signed_by"]["name"] for version in parts.versions}
    return [
        {
            "resourceType": "Practitioner",
            "id": parts.id("practitioner", account),
            "identifier": [{"system": ACCOUNT, "value": account}],
            "name": [{"text": name or "No name"}],
        }
        for account, name in people.items()
    ]


def _device(parts: Parts) -> Resource:
    named = (
        {"deviceName": [{"name": MODEL, "type": "model-name"}]}
        if parts.release == 4
        else {"name": [{"value": MODEL, "type": "user-friendly-name"}]}
    )
    return filled(
        {
            "resourceType": "Device",
            "id": parts.id("device"),
            "status": "active",
            "manufacturer": MAKER,
            "modelNumber": MODEL,
            **named,
            "version": [{"value": parts.software}] if parts.software else [],
            "note": [{"text": NOT_CLEARED}],
        }
    )


def _encounter(parts: Parts) -> Resource:
    """The consultation; R5 renamed its class, its period and its participants (hl7.org/fhir/R5, Encounter)."""
    r4 = parts.release == 4
    who = [{"type": [term("v3-ParticipationType", "PPRF", "primary performer")],
            "individual" if r4 else "actor": parts.signer(parts.versions[0])}]  # fmt: skip
    return filled(
        {
            "resourceType": "Encounter",
            "id": parts.id("encounter"),
            "identifier": [{"system": VISIT, "value": str(parts.last.document["visit"])}],
            "status": "finished" if r4 else "completed",
            "class": VIRTUAL if r4 else [{"coding": [VIRTUAL]}],
            "subject": parts.patient,
            "participant": who,
            "period" if r4 else "actualPeriod": _period(parts),
        }
    )


def _period(parts: Parts) -> Resource:
    told = parts.last.document
    begun = datetime.fromisoformat(told["begun_at"])
    ended = (begun + timedelta(seconds=told["seconds"])).isoformat() if told.get("seconds") else None
    return filled({"start": moment(told["begun_at"]), "end": moment(ended) if ended else None})


def recording(parts: Parts) -> list[Resource]:
    """The recording that the note rests on, by its digest; its bytes stay where they are."""
    told = parts.last.document.get("recording")
    if not told:
        return []
    r4 = parts.release == 4
    encounter = {"encounter": [parts.encounter]} if r4 else [parts.encounter]
    size = told["size"] if r4 else str(told["size"])
    about = {"contentType": told["mime"], "size": size, "title": f"Recording, sha256 {told['sha256']}"}
    return [
        {
            "resourceType": "DocumentReference",
            "id": parts.id("recording"),
            "identifier": [{"system": DIGEST, "value": told["sha256"]}],
            "status": "current",
            "type": {"text": "Recording of the consultation"},
            "subject": parts.patient,
            "date": moment(parts.last.document["begun_at"]),
            "content": [{"attachment": about}],
            "context": encounter,
        }
    ]
