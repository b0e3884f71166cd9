"""What the clinician states: the diagnostic report, and an observation a finding with the machine's figures in it."""

from __future__ import annotations

import base64

from domains.chest.outputs import codes
from domains.chest.outputs.fhirparts import UCUM, Parts, Resource, concept, filled, term
from domains.chest.outputs.fhirpeople import day
from domains.chest.outputs.identity import study_of
from domains.chest.outputs.signed import Statement

INTERPRETATION = {"present": ("POS", "Positive"), "absent": ("NEG", "Negative"), "uncertain": ("IND", "Indeterminate")}


def resources(parts: Parts) -> list[Resource]:
    """The report first, its observations after it."""
    return [_report(parts), *(_observation(parts, said) for said in parts.case.said)]


def _report(parts: Parts) -> Resource:
    case = parts.case
    words = "\n\n".join([case.versions[0].text, *(f"Addendum: {version.text}" for version in case.addenda)])
    return filled(
        {
            "resourceType": "DiagnosticReport",
            "id": parts.id("report"),
            "status": "appended" if case.addenda else "final",
            "category": [term("v2-0074", "RAD", "Radiology")] if case.films else [],
            "code": concept(codes.PLAIN_FILM) if case.films else {"text": "Reading of note and record"},
            "subject": parts.patient,
            "effectiveDateTime": _when(parts),
            "issued": parts.moment(case.last),
            "performer": [parts.signer(case.versions[0])],
            "resultsInterpreter": _signers(parts),
            "result": [parts.to("Observation", "observation", said.label) for said in case.said],
            "imagingStudy" if parts.release == 4 else "study": parts.study,
            "conclusion": words,
            "conclusionCode": [
                concept(codes.finding(said.label), codes.name_of(said.label))
                for said in case.said
                if said.stated == "present"
            ],
            "presentedForm": [_form(words)],
        }
    )


def _signers(parts: Parts) -> list[Resource]:
    found = [parts.signer(version) for version in parts.case.versions]
    return [each for place, each in enumerate(found) if each not in found[:place]]


def _form(words: str) -> Resource:
    data = base64.b64encode(words.encode("utf-8")).decode("ascii")
    return {"contentType": "text/plain; charset=utf-8", "language": "en", "data": data, "title": "Signed report"}


def _when(parts: Parts) -> str:
    return day(study_of(parts.case)) or parts.moment(parts.case.versions[0])


def _observation(parts: Parts, said: Statement) -> Resource:
    """Its value is what the clinician states; what the machine read stands in the components."""
    code, display = INTERPRETATION[said.stated]
    return filled(
        {
            "resourceType": "Observation",
            "id": parts.id("observation", said.label),
            "status": "final",
            "category": [term("observation-category", "imaging", "Imaging")] if parts.case.films else [],
            "code": concept(codes.finding(said.label), codes.name_of(said.label)),
            "subject": parts.patient,
            "effectiveDateTime": _when(parts),
            "issued": parts.moment(parts.case.versions[0]),
            "performer": [parts.signer(parts.case.versions[0])],
            "valueCodeableConcept": concept(codes.STATED[said.stated]),
            "interpretation": [term("v3-ObservationInterpretation", code, display)],
            "note": [{"text": said.comment}] if said.comment.strip() else [],
            "device": parts.device,
            "derivedFrom": parts.study,
            "component": _machine(parts, said),
        }
    )


def _machine(parts: Parts, said: Statement) -> list[Resource]:
    added = [_number(codes.added(role), value) for role, value in said.contributions.items()]
    state = codes.STATES.get(said.state) or codes.own(said.state)
    words = (
        (codes.WEIGHTS, f"sha256 {parts.case.weights}" if parts.case.weights else ""),
        (codes.OPERATING_POINT, "; ".join(parts.case.point(said.label))),
    )
    return [
        _number(codes.PROBABILITY, said.probability),
        {"code": concept(codes.STATE), "valueCodeableConcept": concept(state)},
        _number(codes.PRIOR, said.prior),
        *added,
        *({"code": concept(code), "valueString": text} for code, text in words if text),
    ]


def _number(code: codes.Concept, value: float) -> Resource:
    quantity = {"value": round(value, 6), "unit": "1", "system": UCUM, "code": "1"}
    return {"code": concept(code), "valueQuantity": quantity}
