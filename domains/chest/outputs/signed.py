"""A signed case as its exports see it: read from the signed documents, which nobody can change, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from core.finding import Region
from domains.chest.outputs.refusal import NotExportable

UNSIGNED = "This case is not signed yet; sign it, then export it."
ALTERED = "A signed version of this case no longer matches its digest; nothing is exported before that is cleared up."
Document = Mapping[str, Any]
STATED = ("present", "uncertain", "absent")


@dataclass(frozen=True)
class Statement:
    """One finding: what the clinician says of it, and what the machine said before.

    Attributes:
        label: As the recipe names it.
        choice: ``accept``, ``edit`` or ``reject``.
        stated: ``present``, ``absent`` or ``uncertain``; empty where the clinician rejected the finding.
        probability: The machine's, calibrated and fused.
        state: The machine's.
        contributions: Role to the log-odds that it added.
        regions: Where the film speaks for it; pixels of the original film, the strongest first.
        heatmap: Digest of the heat map; empty where none is shown.
    """

    label: str
    choice: str
    stated: str
    comment: str
    by: str
    at: str
    probability: float
    state: str
    prior: float
    contributions: Mapping[str, float]
    regions: tuple[Region, ...] = ()
    heatmap: str = ""


@dataclass(frozen=True)
class Film:
    """A film of the case; ``facts`` are what it says of itself, ``rows`` and ``columns`` 0 where they are not known.

    ``digest`` is that of the original; where that was left out, its name stands there.
    """

    name: str
    digest: str
    facts: Mapping[str, Any]
    rows: int = 0
    columns: int = 0

    @property
    def instance(self) -> str:
        """Its SOP instance UID; empty where it did not come as DICOM."""
        return str(self.facts.get("sop_uid") or "")


@dataclass(frozen=True)
class Version:
    """One signed document with its digest."""

    document: Document
    sha256: str

    @property
    def signed_by(self) -> str:
        """Who signed it."""
        return str(self.document["signed_by"]["name"])

    @property
    def signed_at(self) -> datetime:
        """When, in UTC; the epoch where that was left out."""
        told = self.document["signed_at"]
        return datetime.fromisoformat(told).astimezone(UTC) if told else datetime.fromtimestamp(0, UTC)

    @property
    def text(self) -> str:
        """The report, or the addendum's words."""
        return str(self.document.get("addendum") or self.document.get("report") or "")


@dataclass(frozen=True)
class SignedCase:
    """All signed versions of one case, oldest first.

    Attributes:
        versions: At least one.
        institution: Whose name stands under what leaves.
        software: Version of the suite.
        read_again: The films with what their files say of themselves today, in place of what was stored.
    """

    versions: tuple[Version, ...]
    institution: str = ""
    software: str = ""
    read_again: tuple[Film, ...] = ()

    @property
    def document(self) -> Document:
        """The original document."""
        return self.versions[0].document

    @property
    def last(self) -> Version:
        """The version that stands."""
        return self.versions[-1]

    @property
    def id(self) -> str:
        """The case's id."""
        return str(self.document["case"])

    @property
    def addenda(self) -> tuple[Version, ...]:
        """The versions after the first."""
        return self.versions[1:]

    def until(self, number: int) -> SignedCase:
        """The case as it stood with so many versions."""
        return replace(self, versions=self.versions[:number])

    @property
    def weights(self) -> str:
        """Digest of the weights that read it."""
        return str(self.document["reading"]["weights"] or "")

    @property
    def operating_point(self) -> Mapping[str, Any]:
        """The operating point of the reading; empty where none was set, or the document is older than it."""
        return self.document["reading"].get("operating_point") or {}

    def point(self, label: str) -> list[str]:
        """The operating point in words: what holds for all findings, and what holds for this one."""
        told, labels = self.operating_point, {statement.label for statement in self.statements}
        each = told.get("findings") if isinstance(told.get("findings"), Mapping) else told
        own = each.get(label) if isinstance(each, Mapping) else None
        rest = {key: value for key, value in told.items() if key not in labels and key != "findings"}
        common = {path: value for key, value in rest.items() for path, value in _flat(key, value)}
        special = dict(own) if isinstance(own, Mapping) else {} if own is None else {"threshold": own}
        return [f"{key} {value}" for key, value in {**common, **special}.items() if not _nested(value)]

    @cached_property
    def films(self) -> tuple[Film, ...]:
        """The films in their order."""
        return self.read_again or tuple(_film(film) for film in self.document["films"])

    @property
    def read_film(self) -> int:
        """Which film the machine read, by its place; the first frontal one where the document does not say."""
        digest = self.document["reading"].get("film")
        named = [place for place, film in enumerate(self.films) if film.digest == digest]
        frontal = [place for place, film in enumerate(self.films) if film.facts.get("view") in ("PA", "AP", None)]
        return next(iter([*named, *frontal, 0]))

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """Every finding in the recipe's order."""
        decisions = {decision["label"]: decision for decision in self.document["decisions"]}
        reading = self.document["reading"]
        heat = reading.get("heatmaps") or {}
        return tuple(
            _statement(found, decisions[found["label"]], heat.get(found["label"], ""))
            for found in reading["findings"]
            if found["label"] in decisions
        )

    @property
    def said(self) -> tuple[Statement, ...]:
        """What the clinician states, present first; what was rejected is left out."""
        found = [statement for statement in self.statements if statement.stated]
        return tuple(sorted(found, key=lambda statement: STATED.index(statement.stated)))

    @property
    def shown(self) -> tuple[Statement, ...]:
        """What is stated as present or uncertain and has a place on the film, the likelier first."""
        found = [each for each in self.said if each.stated != "absent" and (each.regions or each.heatmap)]
        return tuple(sorted(found, key=lambda each: (STATED.index(each.stated), -each.probability)))


def _nested(value: object) -> bool:
    return isinstance(value, Mapping | list | tuple)


def _flat(key: str, value: object) -> list[tuple[str, object]]:
    if not isinstance(value, Mapping):
        return [(key, value)]
    return [(f"{key} {inner}", each) for inner, each in value.items()]


def of_versions(versions: Sequence[Version], institution: str, software: str) -> SignedCase:
    """The case of these versions.

    Raises:
        NotExportable: there is none, or one whose document is gone because its digest no longer fits.
    """
    if not versions:
        raise NotExportable(UNSIGNED)
    if not all(version.document for version in versions):
        raise NotExportable(ALTERED)
    return SignedCase(tuple(versions), institution, software)


def _film(said: Mapping[str, Any]) -> Film:
    facts = said.get("facts") or {}
    rows, columns = (int(said.get(key) or facts.get(key) or 0) for key in ("rows", "columns"))
    name = str(said.get("name") or "")
    return Film(name, str(said.get("sha256") or name), facts, rows, columns)


def _statement(found: Mapping[str, Any], decision: Mapping[str, Any], heatmap: str) -> Statement:
    return Statement(
        label=found["label"],
        choice=decision["choice"],
        stated=decision["stated"] or "",
        comment=decision["comment"] or "",
        by=str(decision.get("by") or ""),
        at=str(decision.get("at") or ""),
        probability=found["probability"],
        state=found["state"],
        prior=found["prior"],
        contributions={evidence["role"]: evidence["log_odds"] for evidence in found["evidence"]},
        regions=_regions(found["evidence"]),
        heatmap=heatmap,
    )


def _regions(evidence: Sequence[Mapping[str, Any]]) -> tuple[Region, ...]:
    places = (place for item in evidence for place in item.get("where") or ())
    return tuple(
        Region(place["x"], place["y"], place["width"], place["height"], place["share"])
        for place in places
        if place.get("kind") == "region"
    )
