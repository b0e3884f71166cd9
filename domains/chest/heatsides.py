"""On which side of the patient a heat map lies, and for which findings that was shown to be right."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.weights import WeightsError, WeightsFolder, digest

FOLDER = Path(__file__).parent
FILE = "sides.json"
BOUND = "image.safetensors"


@dataclass(frozen=True)
class Reliability:
    """How often the heat map of a finding lay on the side of the box that a radiologist drew.

    Attributes:
        right: Boxes on whose side it lay.
        boxes: Boxes looked at.
        low: Lower end of the 95 % interval of the share (Wilson).
    """

    right: int
    boxes: int
    low: float

    @property
    def share(self) -> float:
        """Of boxes on whose side it lay."""
        return self.right / self.boxes if self.boxes else 0.0

    @property
    def shown(self) -> bool:
        """Whether it was shown to do better than a coin."""
        return self.low > 0.5


def heat_side(heat: NDArray[np.floating[Any]] | None) -> str:
    """``"left"`` or ``"right"`` of the patient, by where the greater part of the heat above its median lies.

    The patient's right is on the left of the picture, as DICOM orients a frontal film.

    Args:
        heat: ``(h, w)`` in [0, 1]; None or all equal gives the empty text.
    """
    if heat is None:
        return ""
    above = np.clip(np.asarray(heat, float) - float(np.median(heat)), 0.0, None)
    half = above.shape[1] // 2
    on_right, on_left = float(above[:, :half].sum()), float(above[:, above.shape[1] - half :].sum())
    if on_left == on_right:
        return ""
    return "left" if on_left > on_right else "right"


@lru_cache(maxsize=2)
def reliability(weights: str) -> dict[str, Reliability]:
    """The findings whose side was shown to be told right.

    Args:
        weights: Digest of those that drew the heat map; of others than the shipped ones it was not measured.
    """
    folder = FOLDER / "weights"
    try:
        return shown(folder) if WeightsFolder(folder).digest == weights else {}
    except WeightsError:
        return {}


def shown(folder: Path) -> dict[str, Reliability]:
    """As :func:`reliability`, of the weights in a folder."""
    try:
        weights = WeightsFolder(folder)
        content = json.loads(weights.read(FILE))
        if content["bound_to"] != {BOUND: digest(weights.read(BOUND))}:
            return {}
        found = {label: Reliability(**about) for label, about in content["findings"].items()}
    except (WeightsError, ValueError, KeyError, TypeError):
        return {}
    return {label: about for label, about in found.items() if about.shown}
