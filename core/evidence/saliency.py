"""From a class activation map to what a person can look at: a heat map and the regions that carry it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.finding import Region

Array = NDArray[np.floating[Any]]
LEAST_SHARE = 0.05


def heat(activation: Array) -> Array:
    """What speaks for the finding, scaled to its own maximum: ``(h, w)`` in [0, 1]; all zero where nothing does."""
    positive = np.clip(activation, 0.0, None)
    top = float(positive.max())
    return (positive / top).astype(np.float32) if top > 0 else np.zeros(activation.shape, np.float32)


def regions(heat_map: Array, rows: int, columns: int) -> tuple[Region, ...]:
    """Rectangles around the connected cells that stand out, the strongest first.

    A cell stands out from halfway between the usual level of this film (the median) and its maximum: where the whole
    film is warm, the level says nothing about a place.

    Args:
        heat_map: From :func:`heat`.
        rows: Height of the original film, pixels.
        columns: Width of the original film, pixels.
    """
    total = float(heat_map.sum())
    if total <= 0:
        return ()
    found = [
        _region(cells, heat_map, rows, columns, total)
        for cells in _islands(heat_map >= (float(np.median(heat_map)) + 1.0) / 2.0)
    ]
    kept = [region for region in found if region.share >= LEAST_SHARE]
    return tuple(sorted(kept, key=lambda region: -region.share))


def _region(cells: set[tuple[int, int]], heat_map: Array, rows: int, columns: int, total: float) -> Region:
    down, across = rows / heat_map.shape[0], columns / heat_map.shape[1]
    top, bottom = min(r for r, _ in cells), max(r for r, _ in cells) + 1
    left, right = min(c for _, c in cells), max(c for _, c in cells) + 1
    x, y = round(left * across), round(top * down)
    share = sum(float(heat_map[cell]) for cell in cells) / total
    return Region(x, y, round(right * across) - x, round(bottom * down) - y, share)


def _islands(mask: NDArray[np.bool_]) -> list[set[tuple[int, int]]]:
    """Cells that touch along an edge, grouped."""
    left = {(int(r), int(c)) for r, c in np.argwhere(mask)}
    islands = []
    while left:
        island, front = set(), [left.pop()]
        while front:
            r, c = front.pop()
            island.add((r, c))
            near = left & {(r - 1, c), (r + 1, c), (r, c - 1), (r, c + 1)}
            left -= near
            front.extend(near)
        islands.append(island)
    return islands
