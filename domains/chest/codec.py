"""A reading as JSON and back, without the loss of a bit: floats travel as their shortest exact decimal."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from core.case import Modality
from core.finding import Column, Evidence, Finding, Moment, Place, Refusal, Region, Span, State

PLACES: Mapping[str, type[Place]] = {"region": Region, "span": Span, "column": Column, "moment": Moment}


def where_to_json(place: Place) -> dict[str, Any]:
    """A region, span, column or moment with its kind."""
    return {"kind": type(place).__name__.lower(), **asdict(place)}


def where_from_json(data: Mapping[str, Any]) -> Place:
    """The inverse of :func:`where_to_json`."""
    fields = {key: value for key, value in data.items() if key != "kind"}
    return PLACES[data["kind"]](**fields)


def evidence_to_json(evidence: Evidence) -> dict[str, Any]:
    """One role's contribution: role, modality, exact log-odds, and where."""
    return {
        "role": evidence.role,
        "modality": evidence.modality.value,
        "log_odds": evidence.log_odds,
        "where": [where_to_json(place) for place in evidence.where],
    }


def evidence_from_json(data: Mapping[str, Any]) -> Evidence:
    """The inverse of :func:`evidence_to_json`."""
    where = tuple(where_from_json(place) for place in data["where"])
    return Evidence(data["role"], Modality(data["modality"]), data["log_odds"], where)


def finding_to_json(finding: Finding) -> dict[str, Any]:
    """A finding; ``probability`` and ``logit`` stand there for readers and follow from the rest."""
    return {
        "label": finding.label,
        "probability": finding.probability,
        "state": finding.state.value,
        "logit": finding.logit,
        "prior": finding.prior,
        "evidence": [evidence_to_json(evidence) for evidence in finding.evidence],
    }


def finding_from_json(data: Mapping[str, Any]) -> Finding:
    """The inverse of :func:`finding_to_json`."""
    evidence = tuple(evidence_from_json(item) for item in data["evidence"])
    return Finding(data["label"], data["prior"], evidence, State(data["state"]))


def findings_to_json(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """All findings, in their order."""
    return [finding_to_json(finding) for finding in findings]


def findings_from_json(data: Sequence[Mapping[str, Any]]) -> tuple[Finding, ...]:
    """The inverse of :func:`findings_to_json`."""
    return tuple(finding_from_json(item) for item in data)


def refusals_to_json(refused: Sequence[Refusal]) -> list[dict[str, Any]]:
    """Signals that were left out, each with its reason."""
    return [asdict(refusal) for refusal in refused]


def refusals_from_json(data: Sequence[Mapping[str, Any]]) -> tuple[Refusal, ...]:
    """The inverse of :func:`refusals_to_json`."""
    return tuple(Refusal(**item) for item in data)
