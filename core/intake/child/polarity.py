"""Does the picture look as if dark and bright were swapped?

A radiograph is dark where air is, in the upper corners beside the neck and in the lungs, and bright in the middle and
towards the abdomen. The picture, without its shutters and brought to 8 x 8, is correlated with that pattern; an
inverted film has the same correlation with the other sign.

The pattern is the mean of 500 training films of NIH ChestX-ray14 (X. Wang et al., CVPR 2017; data provided by the NIH
Clinical Center), made symmetric. `benchmarks/intake/polarity.py` measures how often it is right.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

LEFT_HALF = (
    (-29, -25, -17, 0),
    (-6, -3, -8, -1),
    (3, 1, -13, -2),
    (1, 0, -11, 3),
    (-3, 0, -3, 11),
    (-7, 4, 7, 17),
    (-11, 9, 17, 22),
    (-13, 12, 21, 24),
)
SIDE = 8
FINE = 64
SHUTTER = 0.04
LEAST = 64
INVERTED = -0.3
PROJECTIONS = ("", "CR", "DX", "RG", "XC", "OT", "SC", "DR")
ADVICE = "check what is dark and what is bright before you read it"


def notices(thumbnail: NDArray[np.float32], facts: dict[str, Any]) -> list[str]:
    """A sentence where a radiograph, or a picture that may be one, looks inverted."""
    if (facts.get("modality") or "") not in PROJECTIONS or likeness(thumbnail) > INVERTED:
        return []
    stated = facts.get("photometric")
    although = f", although it says {stated}" if stated else ""
    return [f"The film looks as if dark and bright were swapped{although}; {ADVICE}."]


def likeness(picture: NDArray[np.float32]) -> float:
    """Correlation with a radiograph's pattern, in [-1, 1]; 0 for a picture too small to tell."""
    if min(picture.shape) < LEAST:
        return 0.0
    small = _pooled(_opened(_pooled(picture.astype(np.float64), FINE)), SIDE)
    pattern = np.hstack((LEFT_HALF, np.fliplr(LEFT_HALF))).astype(np.float64)
    small, pattern = small - small.mean(), pattern - pattern.mean()
    size = float(np.linalg.norm(small) * np.linalg.norm(pattern))
    return float((small * pattern).sum()) / size if size > 1e-9 else 0.0


def _pooled(pixels: NDArray[np.float64], side: int) -> NDArray[np.float64]:
    """Means of blocks, at most ``side`` in each direction."""
    for axis in (0, 1):
        length = pixels.shape[axis]
        starts = np.arange(min(side, length)) * length // min(side, length)
        counts = np.diff(np.append(starts, length))
        pixels = np.add.reduceat(pixels, starts, axis=axis) / np.expand_dims(counts, 1 - axis)
    return pixels


def _opened(pixels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Without the even bands at the edges that shutters leave."""
    for axis in (1, 0):
        inside = np.flatnonzero(pixels.std(axis=axis) > SHUTTER)
        if inside.size >= FINE // 4:
            pixels = np.take(pixels, np.arange(inside[0], inside[-1] + 1), axis=1 - axis)
    return pixels
