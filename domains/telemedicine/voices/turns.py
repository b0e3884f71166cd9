"""Who speaks at each tenth of a second of speech: the likeliest path, which changes voice at pauses more readily.

Viterbi decoding over windows that overlap, as in the resegmentation of diarization systems (Sell and Garcia-Romero,
ICASSP 2015), on cosines instead of likelihoods.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from domains.telemedicine.voices.hearing import Floats, Heard, Span

STEP = 0.1
SHARP, CHANGE, AT_PAUSE = 3.5, 2.0, 0.5
Turn = tuple[float, float, int]


def turns(heard: Heard, middles: Floats, spans: Sequence[Span]) -> list[Turn]:
    """Start, end and number of the voice, in order; spans with no window go to the voice before them."""
    times, first = ticks(spans)
    if not len(middles) or not len(times):
        return []
    scores = SHARP * likeness(heard, middles, times)
    path = best_path(scores, np.where(first, AT_PAUSE, CHANGE))
    return joined(times, path, first, spans)


def ticks(spans: Sequence[Span]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Middles of the steps within spans, and which of them begin a span."""
    parts = [start + STEP * (np.arange(max(1, round((end - start) / STEP))) + 0.5) for start, end in spans]
    first = [np.arange(len(part)) == 0 for part in parts]
    return np.concatenate(parts or [np.zeros(0)]), np.concatenate(first or [np.zeros(0, bool)])


def likeness(heard: Heard, middles: Floats, times: NDArray[np.float64]) -> NDArray[np.float64]:
    """``(steps, voices)``: mean cosine of the windows over each step, those that lie about it counting most."""
    cosines = heard.vectors @ middles.T
    sums, weights = np.zeros((len(times), len(middles))), np.zeros(len(times))
    for start, end, row in zip(heard.starts, heard.ends, cosines, strict=True):
        a, b = np.searchsorted(times, (start, end))
        weight = 1.02 - np.abs(times[a:b] - (start + end) / 2) / max((end - start) / 2, 1e-6)
        sums[a:b] += weight[:, None] * row
        weights[a:b] += weight
    return sums / np.maximum(weights, 1e-9)[:, None]


def best_path(scores: NDArray[np.float64], costs: NDArray[np.float64]) -> NDArray[np.intp]:
    """``(steps,)``: the voices whose scores add up to the most, a change at step ``i`` costing ``costs[i]``."""
    steps, voices = scores.shape
    came = np.zeros((steps, voices), np.intp)
    best = scores[0].copy()
    for at in range(1, steps):
        top = int(best.argmax())
        moved = best[top] - costs[at]
        came[at] = np.where(best >= moved, np.arange(voices), top)
        best = np.maximum(best, moved) + scores[at]
    path = np.zeros(steps, np.intp)
    path[-1] = best.argmax()
    for at in range(steps - 1, 0, -1):
        path[at - 1] = came[at, path[at]]
    return path


def joined(
    times: NDArray[np.float64], path: NDArray[np.intp], first: NDArray[np.bool_], spans: Sequence[Span]
) -> list[Turn]:
    """Steps of one voice within a span as one turn."""
    edges = np.flatnonzero(np.r_[True, (path[1:] != path[:-1]) | first[1:]])
    ends = [*edges[1:], len(path)]
    out = []
    number = -1
    for a, b in zip(edges, ends, strict=True):
        number += int(first[a])
        start = spans[number][0] if first[a] else float(times[a]) - STEP / 2
        end = spans[number][1] if b == len(path) or first[b] else float(times[b]) - STEP / 2
        out.append((start, end, int(path[a])))
    return out
