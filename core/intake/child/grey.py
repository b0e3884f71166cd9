"""Colour pictures: a grey one stored in colour becomes grey, any other is refused."""

import numpy as np
from numpy.typing import NDArray

from core.intake.refusal import Code, Refused

TOLERANCE = 25
COLOURED = 0.01
BLOCK = 2**18


def luma(colours: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Brightness (ITU-R BT.601) of ``(rows, columns, 3)``.

    A pixel counts as coloured where its channels differ by more than 25 of 255, which the chroma noise of a
    JPEG does not reach; one per cent of such pixels (a coloured marker) is let pass.

    Raises:
        Refused: it is a colour picture.
    """
    rows, columns = colours.shape[:2]
    out = np.empty((rows, columns), np.uint8)
    coloured, step = 0, max(1, BLOCK // columns)
    for top in range(0, rows, step):
        block = colours[top : top + step].astype(np.int32)
        coloured += int(np.count_nonzero(block.max(axis=2) - block.min(axis=2) > TOLERANCE))
        out[top : top + step] = (block @ np.array([299, 587, 114], np.int32) + 500) // 1000
    if coloured > COLOURED * rows * columns:
        raise Refused(Code.COLOUR, "This is a colour picture and not a film; send the film itself, in grey.")
    return out
