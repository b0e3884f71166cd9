"""Where two people talk at once: windows that lie between two voices for longer than a change of speaker takes.

A window that slides over a change lies between both voices for about two thirds of a second; longer than that, both
are heard. Short overlaps ("mhm") are not found this way.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from domains.telemedicine.voices.hearing import Floats, Heard, Span

LONG, NEXT, HALF = 1.2, 0.45, 0.8
BETWEEN, PASSING, SHORTEST = 0.25, 0.8, 0.4


def overlaps(heard: Heard, middles: Floats) -> list[Span]:
    """Stretches in seconds, in order."""
    if len(middles) < 2 or not len(heard):
        return []
    long = (heard.ends - heard.starts) > LONG
    at, shares = heard.middles[long], shared(heard.vectors[long], middles)
    found: list[Span] = []
    for first, last in _runs(shares >= BETWEEN, at):
        cut = PASSING / 2
        if at[last] - at[first] - PASSING >= SHORTEST:
            found.append((float(at[first] + cut), float(at[last] - cut)))
    return found


def shared(vectors: Floats, middles: Floats) -> NDArray[np.float64]:
    """``(n,)``; how much of each vector the second voice in it explains, 0 for none to 0.5 for as much as the first."""
    cosines = vectors @ middles.T
    order = np.argsort(-cosines, axis=1)
    rows = np.arange(len(vectors))
    one, two = order[:, 0], order[:, 1]
    alike = (middles @ middles.T)[one, two]
    here, there = cosines[rows, one], cosines[rows, two]
    scale = 1.0 - alike**2
    first, second = (here - alike * there) / scale, np.maximum(there - alike * here, 0.0) / scale
    return np.asarray(second / np.maximum(first + second, 1e-9), np.float64)


def _runs(mixed: NDArray[np.bool_], at: Floats) -> list[tuple[int, int]]:
    """First and last of each run of windows that follow each other."""
    runs: list[tuple[int, int]] = []
    for number in np.flatnonzero(mixed):
        if runs and runs[-1][1] == number - 1 and at[number] - at[number - 1] < NEXT:
            runs[-1] = (runs[-1][0], int(number))
        else:
            runs.append((int(number), int(number)))
    return runs


def merged(spans: Sequence[Span]) -> list[Span]:
    """The same stretches in order, those that touch as one."""
    out: list[Span] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out
