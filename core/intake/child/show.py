"""Stored pixels through their table onto the canvas that is shared with the intake."""

import numpy as np
from numpy.typing import NDArray

from core.intake.child.picture import Picture

BLOCK = 2**18
SAMPLE = 256


def show(picture: Picture, canvas: NDArray[np.float32]) -> None:
    """Write ``table[stored]`` into the canvas, block by block so that it stays in the processor's cache."""
    rows, columns = picture.stored.shape
    step = max(1, BLOCK // columns)
    for top in range(0, rows, step):
        np.take(picture.table, picture.stored[top : top + step], out=canvas[top : top + step], mode="clip")


def sample(pixels: NDArray[np.generic]) -> NDArray[np.generic]:
    """At most 256 x 256 pixels spread evenly over all of them; a view."""
    rows, columns = pixels.shape
    return pixels[:: -(-rows // SAMPLE), :: -(-columns // SAMPLE)]
