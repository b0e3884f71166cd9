"""Which part of a picture an encoder sees: some stretch the whole of it, some cut the centre out, some add edges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.encoders.encoder import Encoder

Array = NDArray[np.floating[Any]]
LONGEST = 512
FAINT = 1e-3


@dataclass(frozen=True)
class View:
    """Edges of what is seen, as shares of the picture's height and width; beyond [0, 1] where edges were added."""

    top: float
    bottom: float
    left: float
    right: float

    def whole(self, values: Array) -> Array:
        """Values of what is seen, put into an array that spans the whole picture; zero where nothing was seen."""
        rows = max(1, round(values.shape[0] / (self.bottom - self.top)))
        columns = max(1, round(values.shape[1] / (self.right - self.left)))
        spread = np.zeros((rows, columns))
        down, across = round(self.top * rows), round(self.left * columns)
        own = values[max(0, -down) : rows - down, max(0, -across) : columns - across]
        down, across = max(0, down), max(0, across)
        spread[down : down + own.shape[0], across : across + own.shape[1]] = own
        return spread


WHOLE = View(0.0, 1.0, 0.0, 1.0)


def view(encoder: Encoder, key: str, rows: int, columns: int) -> View:
    """Find out what the encoder sees of a picture of this shape, by showing it pictures that hold their coordinates.

    Preparations shift and scale values, which black and white pictures undo. Where that is not so (each picture is
    brought to a spread of its own), the encoder is taken to see the whole.

    Args:
        encoder: Of pictures.
        key: Of the tensor ``(channels, rows, columns)`` in what it prepares.
        rows: Height of the picture, pixels.
        columns: Width of the picture, pixels.
    """
    shrink = min(1.0, LONGEST / max(rows, columns))
    rows, columns = max(8, round(rows * shrink)), max(8, round(columns * shrink))
    down = np.repeat((np.arange(rows) + 0.5)[:, None] / rows, columns, axis=1)
    across = np.repeat((np.arange(columns) + 0.5)[None] / columns, rows, axis=0)
    pictures = (np.zeros((rows, columns)), np.ones((rows, columns)), down, across)
    black, white, high, wide = (
        encoder.prepare(picture.astype(np.float32))[key].numpy()[0].astype(np.float64) for picture in pictures
    )
    seen = np.abs(white - black) > FAINT
    if not seen.any():
        return WHOLE
    safe = np.where(seen, white - black, 1.0)
    return View(*_edges((high - black) / safe, seen, 0), *_edges((wide - black) / safe, seen, 1))


def _edges(coordinates: Array, seen: NDArray[np.bool_], axis: int) -> tuple[float, float]:
    """The ends of a straight line through the coordinates along an axis."""
    count = coordinates.shape[axis]
    places = np.nonzero(seen)[axis]
    if len(np.unique(places)) < 2:
        return 0.0, 1.0
    slope, start = np.polyfit(places, coordinates[seen], 1)
    return float(start - slope / 2.0), float(start + slope * (count - 0.5))
