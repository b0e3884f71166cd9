"""A film averaged over areas to a small square, straight from its stored pixels: for readers that would do the same.

A network that reads 112 x 112 pixels averages a film of 3.6 million down to them first. Done block by block while the
film is looked up, that costs little more than the looking up; the film itself is never laid out, nor passed on.
"""

import numpy as np
from numpy.typing import NDArray

from core.intake.arena import Stored, Table

Bounds = NDArray[np.intp]


def averaged(stored: Stored, table: Table, side: int) -> NDArray[np.float32]:
    """Means of ``table[stored]`` over areas: ``(side, side)``.

    The areas are those of adaptive average pooling as PyTorch defines it (``torch.nn.AdaptiveAvgPool2d``): from the
    floor to the ceiling of equal parts, so that neighbours may share a row.

    Args:
        stored: ``(rows, columns)``, neither smaller than ``side``.
        table: Brightness of every pattern.
        side: Rows and columns of the result.
    """
    (tops, bottoms), (lefts, rights) = (_bounds(length, side) for length in stored.shape)
    rows = np.empty((side, stored.shape[1]), np.float32)
    indices = np.empty((int((bottoms - tops).max()), stored.shape[1]), np.intp)
    bright = np.empty(indices.shape, np.float32)
    for row, (top, bottom) in enumerate(zip(tops, bottoms, strict=True)):
        patterns, shown = indices[: bottom - top], bright[: bottom - top]
        np.copyto(patterns, stored[top:bottom])
        np.take(table, patterns, out=shown, mode="clip")
        np.add.reduce(shown, axis=0, out=rows[row])
    areas = np.outer(bottoms - tops, rights - lefts)
    return np.clip(_sums(rows, lefts, rights) / areas, 0.0, 1.0).astype(np.float32)


def _sums(rows: Table, lefts: Bounds, rights: Bounds) -> Table:
    """Of each part of the columns; where it reaches into the next one, that is by one column."""
    sums: Table = np.add.reduceat(rows, lefts, axis=1)
    sums[:, :-1] += np.where(rights[:-1] > lefts[1:], rows[:, lefts[1:]], np.float32(0))
    return sums


def _bounds(length: int, parts: int) -> tuple[Bounds, Bounds]:
    at = np.arange(parts + 1) * length
    return at[:-1] // parts, -(-at[1:] // parts)
