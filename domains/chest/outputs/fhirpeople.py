"""Who and what the bundle speaks of: patient, readers, the weights as a device, and the films as an imaging study."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from domains.chest.outputs.codes import SYSTEMS
from domains.chest.outputs.fhirparts import ACCOUNT, CASE, DIGEST, Parts, Resource, filled, term
from domains.chest.outputs.identity import ISSUER, MAKER, MODEL, Study, reference, study_of

GENDERS = {"F": "female", "M": "male"}
RFC3986, DICOM_UID = "urn:ietf:rfc:3986", "urn:dicom:uid"


def resources(parts: Parts) -> list[Resource]:
    """Patient, practitioners, device and, where there are films, the imaging study."""
    study = [_study(parts)] if parts.case.films else []
    return [_patient(parts), *_practitioners(parts), _device(parts), *study]


def _patient(parts: Parts) -> Resource:
    known = study_of(parts.case)
    day = known.birth_date
    return filled(
        {
            "resourceType": "Patient",
            "id": parts.id("patient"),
            "identifier": [_number(parts, known)],
            "name": [_name(known, str(parts.case.document["patient"].get("label") or ""))],
            "gender": GENDERS.get(known.sex, "unknown"),
            "birthDate": f"{day[:4]}-{day[4:6]}-{day[6:]}" if len(day) == 8 else None,
        }
    )


def _number(parts: Parts, known: Study) -> Resource:
    if known.issuer == ISSUER:
        return {"system": CASE, "value": parts.case.id}
    issuer = {"assigner": {"display": known.issuer}} if known.issuer else {}
    return {"value": known.patient_id, **issuer}


def _name(known: Study, label: str) -> Resource:
    family, _, rest = known.patient_name.partition("^")
    given = [part for part in rest.split("^")[:2] if part]
    return filled({"text": label or "No name", "family": family, "given": given})


def _practitioners(parts: Parts) -> list[Resource]:
    people = {version.document["signed_by"]["id"]: version.signed_by for version in parts.case.versions}
    return [
        {
            "resourceType": "Practitioner",
            "id": parts.id("practitioner", str(account)),
            "identifier": [{"system": ACCOUNT, "value": str(account)}],
            "name": [{"text": name or "No name"}],
        }
        for account, name in people.items()
    ]


def _device(parts: Parts) -> Resource:
    """The weights that read the case: their digest is what tells one such device from another."""
    name = f"{MAKER} {MODEL}"
    named = (
        {"deviceName": [{"name": name, "type": "model-name"}]}
        if parts.release == 4
        else {"name": [{"value": name, "type": "user-friendly-name"}]}
    )
    return filled(
        {
            "resourceType": "Device",
            "id": parts.id("device"),
            "identifier": [{"system": DIGEST, "value": parts.case.weights}] if parts.case.weights else [],
            "status": "active",
            "manufacturer": MAKER,
            "modelNumber": MODEL,
            **named,
            "version": [{"value": parts.case.software}] if parts.case.software else [],
            "note": [{"text": "Decision support, not a cleared medical device."}],
        }
    )


def _study(parts: Parts) -> Resource:
    known = study_of(parts.case)
    series = _series(parts)
    kinds = list(dict.fromkeys(code for code, _ in series.values()))
    return filled(
        {
            "resourceType": "ImagingStudy",
            "id": parts.id("study"),
            "identifier": [{"system": DICOM_UID, "value": f"urn:oid:{known.uid}"}, *_accession(known)],
            "status": "available",
            "modality": [_modality(parts, kind) for kind in kinds],
            "subject": parts.patient,
            "started": day(known),
            "numberOfSeries": len(series),
            "numberOfInstances": len(parts.case.films),
            "series": [_one(parts, uid, kind, films) for uid, (kind, films) in series.items()],
        }
    )


def _accession(known: Study) -> list[Resource]:
    return [{"type": term("v2-0203", "ACSN"), "value": known.accession}] if known.accession else []


def day(known: Study) -> str | None:
    """The day of the study; None where it is not known."""
    told = known.date
    return f"{told[:4]}-{told[4:6]}-{told[6:]}" if len(told) == 8 else None


def _modality(parts: Parts, kind: str) -> Resource:
    coding = {"system": SYSTEMS["DCM"], "code": kind}
    return coding if parts.release == 4 else {"coding": [coding]}


def _series(parts: Parts) -> Mapping[str, tuple[str, list[Resource]]]:
    found: dict[str, tuple[str, list[Resource]]] = defaultdict(lambda: ("OT", []))
    for place, film in enumerate(parts.case.films):
        image = reference(parts.case, film)
        sop = {"system": RFC3986, "code": f"urn:oid:{image.SOPClassUID}"}
        entry = {"uid": str(image.SOPInstanceUID), "sopClass": sop, "number": place + 1}
        kind = str(image.Modality)
        found[str(image.SeriesInstanceUID)] = (kind, [*found[str(image.SeriesInstanceUID)][1], entry])
    return found


def _one(parts: Parts, uid: str, kind: str, films: list[Resource]) -> Resource:
    shape = {"uid": uid, "modality": _modality(parts, kind), "numberOfInstances": len(films)}
    return {**shape, "instance": films}
