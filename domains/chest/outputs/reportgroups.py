"""The measurement groups of the structured report: what the clinician states, what the machine read, and where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from core.finding import Region
from domains.chest.outputs import codes
from domains.chest.outputs.identity import MAKER, MODEL, uid
from domains.chest.outputs.signed import SignedCase, Statement

if TYPE_CHECKING:
    from highdicom import sr
    from pydicom.dataset import Dataset

    Group = sr.MeasurementsAndQualitativeEvaluations | sr.PlanarROIMeasurementsAndQualitativeEvaluations


def groups(case: SignedCase, films: Sequence[Dataset]) -> list[Group]:
    """All groups, finding by finding: the statement first, the machine's reading of the same finding after it."""
    source = films[case.read_film] if films else None
    found: list[Group] = []
    for said in case.said:
        found += [_stated(case, said, source), _machine(case, said, source)]
        if source is not None and said.stated != "absent":
            found += [_region(case, said, region, source, place) for place, region in enumerate(said.regions)]
    return found or [_none_accepted(case)]


def _tracked(case: SignedCase, said: Statement, what: str) -> sr.TrackingIdentifier:
    from highdicom import sr

    name = f"{codes.name_of(said.label)}, {what}"
    return sr.TrackingIdentifier(uid("tracking", case.versions[0].sha256, said.label, what), name)


def _images(source: Dataset | None) -> list[sr.SourceImageForMeasurementGroup] | None:
    from highdicom import sr

    return [sr.SourceImageForMeasurementGroup.from_source_image(source)] if source is not None else None


def _stated(case: SignedCase, said: Statement, source: Dataset | None) -> Group:
    """What the clinician says: a finding, and whether it is there."""
    from highdicom import sr

    presence = sr.QualitativeEvaluation(codes.PRESENCE.dicom(), codes.STATED_DICOM[said.stated].dicom())
    group = sr.MeasurementsAndQualitativeEvaluations(
        tracking_identifier=_tracked(case, said, "stated"),
        finding_type=codes.finding(said.label).dicom(),
        finding_category=codes.STATEMENT.dicom(),
        qualitative_evaluations=[presence],
        source_images=_images(source),
    )
    if said.comment:
        words = sr.TextContentItem(codes.COMMENT.dicom(), said.comment, sr.RelationshipTypeValues.CONTAINS)
        group[0].ContentSequence.append(words)
    return group


def _machine(case: SignedCase, said: Statement, source: Dataset | None) -> Group:
    """What the machine read: its probability, its state, and what each source added to the log-odds."""
    from highdicom import sr

    added = [_number(codes.added(role), value) for role, value in said.contributions.items()]
    return sr.MeasurementsAndQualitativeEvaluations(
        tracking_identifier=_tracked(case, said, "machine"),
        finding_type=codes.finding(said.label).dicom(),
        finding_category=codes.MACHINE.dicom(),
        algorithm_id=_algorithm(case, said.label),
        measurements=[_number(codes.PROBABILITY, said.probability), *added],
        qualitative_evaluations=[sr.QualitativeEvaluation(codes.STATE.dicom(), _state(said.state).dicom())],
        source_images=_images(source),
    )


def _region(case: SignedCase, said: Statement, region: Region, source: Dataset, place: int) -> Group:
    """A rectangle on the film; corners clockwise, closed, in column and row of the image (PS3.3, section C.18.6)."""
    from highdicom import sr

    return sr.PlanarROIMeasurementsAndQualitativeEvaluations(
        tracking_identifier=_tracked(case, said, f"region {place + 1}"),
        referenced_region=sr.ImageRegion(
            sr.GraphicTypeValues.POLYLINE, corners(region), sr.SourceImageForRegion.from_source_image(source)
        ),
        finding_type=codes.finding(said.label).dicom(),
        finding_category=codes.MACHINE.dicom(),
        algorithm_id=_algorithm(case, said.label),
        measurements=[_number(codes.SHARE, region.share)],
    )


def corners(region: Region) -> np.ndarray:
    """Five points ``(column, row)`` around a region, the first again as the last."""
    left, top, right, bottom = region.x, region.y, region.x + region.width, region.y + region.height
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom), (left, top)], float)


def _number(name: codes.Concept, value: float) -> sr.Measurement:
    from highdicom import sr

    return sr.Measurement(name.dicom(), float(f"{value:.6g}"), codes.UNIT.dicom())


def _state(state: str) -> codes.Concept:
    return codes.STATES.get(state) or codes.own(state)


def _algorithm(case: SignedCase, label: str) -> sr.AlgorithmIdentification:
    """Name and version, the digest of the weights, and the operating point of this finding (TID 4019)."""
    from highdicom import sr

    return sr.AlgorithmIdentification(
        name=f"{MAKER} {MODEL}",
        version=case.software or "0",
        parameters=[f"weights sha256 {case.weights}", *(f"operating point {each}" for each in case.point(label))],
        manufacturer=MAKER,
    )


def _none_accepted(case: SignedCase) -> Group:
    """A report of which every finding was rejected says so; a report without a group is none of TID 1500."""
    from highdicom import sr

    words = sr.QualitativeEvaluation(codes.STATEMENT.dicom(), codes.NONE_ACCEPTED.dicom())
    return sr.MeasurementsAndQualitativeEvaluations(
        tracking_identifier=sr.TrackingIdentifier(uid("tracking", case.versions[0].sha256), "no finding accepted"),
        qualitative_evaluations=[words],
    )
