"""Where a recording is silent: pauses of speech, by its level.

The word times of a recogniser are no measure of pauses: words swallow the silence beside them (in recognised machine
speech with pauses of known length, half of the time of the pauses was given to words).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE, FRAME = 16_000, 320
BLOCK = 60 * RATE
SHORTEST = 0.25
BETWEEN, BELOW, LEAST_RANGE = 0.4, 24.0, 9.0
"""Where silence ends: this far between quiet and loud, or so many decibels below loud, as a drawn breath is."""
Pauses = list[tuple[float, float]]


def pauses_of(path: Path) -> Pauses:
    """Start and end in seconds of every silence of a quarter of a second and more.

    Args:
        path: 16-bit little-endian samples at 16 kHz, one channel; read a minute at a time.
    """
    levels = np.concatenate([_levels(block) for block in _blocks(path)] or [np.zeros(0)])
    return silences(levels)


def pauses_in(samples: NDArray[np.float32]) -> Pauses:
    """The same of samples in [-1, 1] that are in memory."""
    return silences(_levels(samples))


def silences(levels: NDArray[np.float64]) -> Pauses:
    """Stretches below a level between the quiet and the loud part of their minute.

    Args:
        levels: ``(n,)`` decibels, one for each 20 ms.
    """
    minute = BLOCK // FRAME
    quiet = [_quiet(levels[at : at + minute]) for at in range(0, len(levels), minute)]
    changes = np.flatnonzero(np.diff(np.concatenate([[False], *quiet, [False]]).astype(np.int8)))
    seconds = (changes * FRAME / RATE).round(2).reshape(-1, 2)
    return [(float(start), float(end)) for start, end in seconds if end - start >= SHORTEST]


def _quiet(levels: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Nothing of a minute that is equally loud throughout is a pause."""
    low, high = np.percentile(levels, (5, 95))
    if high - low < LEAST_RANGE:
        return np.zeros(len(levels), bool)
    return np.asarray(levels < max(low + BETWEEN * (high - low), high - BELOW))


def _blocks(path: Path) -> Iterator[NDArray[np.float32]]:
    with path.open("rb") as file:
        while data := file.read(2 * BLOCK):
            yield np.frombuffer(data[: len(data) // 2 * 2], "<i2").astype(np.float32) / 32768.0


def _levels(samples: NDArray[np.float32]) -> NDArray[np.float64]:
    whole = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME).astype(np.float64)
    return np.asarray(10.0 * np.log10(np.mean(whole**2, axis=1) + 1e-7))
