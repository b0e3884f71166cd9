"""The signed reading as a FHIR bundle: R4 or R5, of the type ``collection``, with every reference resolved inside it.

A collection and no transaction: it is a record that travels, and whoever takes it in decides what of it to store.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from domains.chest.outputs import fhirpeople, fhirreport, fhirtrail
from domains.chest.outputs.fhirparts import DIGEST, Parts, Resource
from domains.chest.outputs.made import Made
from domains.chest.outputs.refusal import NotExportable
from domains.chest.outputs.signed import SignedCase

RELEASES = (4, 5)


def bundle(case: SignedCase, release: int = 4) -> Made:
    """The bundle as JSON, after fhir.resources has checked it; a repeated export gives the same bytes.

    Args:
        case: As its signed documents tell it.
        release: Of FHIR: 4 (R4, 4.0.1) or 5 (R5, 5.0.0).

    Raises:
        NotExportable: another release was asked for.
    """
    if release not in RELEASES:
        raise NotExportable(f"FHIR {release} is not written here; choose release 4 or 5.")
    told = told_as(case, release)
    _validate(told, release)
    data = json.dumps(told, ensure_ascii=False, indent=1, allow_nan=False).encode("utf-8")
    return Made("fhir", "bundle.json", "application/fhir+json", data)


def told_as(case: SignedCase, release: int) -> Resource:
    """The bundle as plain data."""
    parts = Parts(case, release)
    resources = [*fhirpeople.resources(parts), *fhirreport.resources(parts), *fhirtrail.resources(parts)]
    return {
        "resourceType": "Bundle",
        "id": parts.id("bundle"),
        "identifier": {"system": DIGEST, "value": case.last.sha256},
        "type": "collection",
        "timestamp": parts.moment(case.last),
        "entry": [{"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource} for resource in resources],
    }


def _validate(told: Mapping[str, Any], release: int) -> None:
    """R4 is checked by the models of R4B, which is the same in all that is written here."""
    if release == 4:
        from fhir.resources.R4B.bundle import Bundle as Bundle4

        Bundle4.model_validate(told)
    else:
        from fhir.resources.bundle import Bundle as Bundle5

        Bundle5.model_validate(told)
