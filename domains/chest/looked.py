"""A finding that was not shown to come from the film points at no place in it."""

import json
from collections.abc import Collection
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from core.case import Modality
from core.finding import Finding, Reading
from core.weights import WeightsError, WeightsFolder

FOLDER = Path(__file__).parent
FILE = "measured.json"


@lru_cache(maxsize=2)
def unshown(folder: Path = FOLDER) -> frozenset[str]:
    """The findings that failed the image-use audit, by the weights of a folder; by default the shipped ones."""
    return failed(folder / "weights")


def failed(folder: Path) -> frozenset[str]:
    """The findings that failed the audit by the figures in a weights folder; none where nothing was measured."""
    try:
        passed = json.loads(WeightsFolder(folder).read(FILE)).get("image_use", {})
    except (WeightsError, ValueError, AttributeError):
        return frozenset()
    return frozenset(label for label, looks in passed.items() if not looks)


def without_places(reading: Reading, labels: Collection[str]) -> Reading:
    """The reading without heat maps and regions of some findings; what the film contributes to them stays."""
    heatmaps = {label: heat for label, heat in reading.heatmaps.items() if label not in labels}
    findings = tuple(_blind(finding) if finding.label in labels else finding for finding in reading.findings)
    return replace(reading, findings=findings, heatmaps=heatmaps)


def _blind(finding: Finding) -> Finding:
    evidence = (replace(each, where=()) if each.modality == Modality.IMAGE else each for each in finding.evidence)
    return replace(finding, evidence=tuple(evidence))
