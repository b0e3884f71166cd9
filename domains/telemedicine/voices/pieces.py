"""Short pauses within a stretch of speech: where one person may end and another begin."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from domains.telemedicine.speech import sound

FRAME, SHORTEST, PIECE = 0.02, 0.12, 0.3
BELOW, SHARE = 25.0, 0.25
Span = tuple[float, float]


def pauses(samples: NDArray[np.float32]) -> list[Span]:
    """Quiet stretches of 0.12 s or more, in seconds from the first sample.

    Quiet is 25 dB below the loud parts, or a quarter of the way up from the noise, whichever is louder.
    """
    level = levels(samples)
    if not len(level):
        return []
    loud, floor = float(np.percentile(level, 95)), float(np.percentile(level, 5))
    quiet = level < max(loud - BELOW, floor + SHARE * (loud - floor))
    edges = np.flatnonzero(np.diff(np.r_[False, quiet, False].astype(int)))
    runs = zip(edges[::2], edges[1::2], strict=True)
    return [(float(a * FRAME), float(b * FRAME)) for a, b in runs if (b - a) * FRAME >= SHORTEST]


def between(quiet: list[Span], seconds: float) -> list[Span]:
    """What lies between the pauses, where it lasts 0.3 s or more."""
    edges = [0.0, *(edge for pause in quiet for edge in pause), seconds]
    return [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a >= PIECE]


def levels(samples: NDArray[np.float32]) -> NDArray[np.float64]:
    """``(frames,)``; decibels below full scale of each 20 ms."""
    size = round(FRAME * sound.RATE)
    whole = samples[: len(samples) // size * size].reshape(-1, size).astype(np.float64)
    return np.asarray(10.0 * np.log10(np.mean(whole**2, axis=1) + 1e-12))
