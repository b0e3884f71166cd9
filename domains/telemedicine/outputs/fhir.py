"""The signed note as a FHIR bundle: R4 or R5, of the type ``collection``, with every reference resolved inside it."""

from __future__ import annotations

import json
from importlib.util import find_spec

from domains.telemedicine.outputs import fhirnote, fhirpeople, fhirtrail
from domains.telemedicine.outputs.fhirparts import DIGEST, RELEASES, Parts, Resource
from domains.telemedicine.views import NotNow

MISSING = "FHIR needs fhir.resources, which is missing: install chiron-suite[hospital]."


def bundle(parts: Parts) -> str:
    """The bundle as JSON, after fhir.resources has checked it; a repeated export gives the same text.

    Raises:
        NotNow: another release was asked for, or the library is missing.
    """
    if parts.release not in RELEASES:
        raise NotNow(f"FHIR {parts.release} is not written here: choose release 4 or 5.")
    if find_spec("fhir") is None or find_spec("fhir.resources") is None:
        raise NotNow(MISSING)
    told = told_as(parts)
    _validate(told, parts.release)
    return json.dumps(told, ensure_ascii=False, indent=1, allow_nan=False)


def told_as(parts: Parts) -> Resource:
    """The bundle as plain data."""
    people, recording = fhirpeople.resources(parts), fhirpeople.recording(parts)
    resources = [*people, *fhirnote.resources(parts), *recording, *fhirtrail.resources(parts)]
    return {
        "resourceType": "Bundle",
        "id": parts.id("bundle"),
        "identifier": {"system": DIGEST, "value": parts.last.sha256},
        "type": "collection",
        "timestamp": parts.last.moment,
        "entry": [{"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource} for resource in resources],
    }


def _validate(told: Resource, release: int) -> None:
    """R4 is checked by the models of R4B, which is the same in all that is written here."""
    if release == 4:
        from fhir.resources.R4B.bundle import Bundle as Bundle4

        Bundle4.model_validate(told)
    else:
        from fhir.resources.bundle import Bundle as Bundle5

        Bundle5.model_validate(told)
