"""Colour pictures: a grey one stored in colour becomes grey, any other is refused."""

import numpy as np
from numpy.typing import NDArray

from core.intake.refusal import Code, Refused

TOLERANCE = 25
COLOURED = 0.01
BLOCK = 2**18
WEIGHTS = np.array([77, 150, 29], np.uint16)


def luma(colours: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Brightness (ITU-R BT.601, in 256ths) of ``(rows, columns, 3)``.

    A pixel counts as coloured where its channels differ by more than 25 of 255, which the chroma noise of a
    JPEG does not reach; one per cent of such pixels (a coloured marker) is let pass.

    Raises:
        Refused: it is a colour picture.
    """
    rows, columns = colours.shape[:2]
    out = np.empty((rows, columns), np.uint8)
    coloured, step = 0, max(1, BLOCK // columns)
    for top in range(0, rows, step):
        red, green, blue = (colours[top : top + step, :, channel] for channel in range(3))
        spread = np.maximum(np.maximum(red, green), blue) - np.minimum(np.minimum(red, green), blue)
        coloured += int(np.count_nonzero(spread > TOLERANCE))
        weighted = WEIGHTS[0] * red + WEIGHTS[1] * green + WEIGHTS[2] * blue
        out[top : top + step] = (weighted + np.uint16(128)) >> np.uint16(8)
    if coloured > COLOURED * rows * columns:
        raise Refused(Code.COLOUR, "This is a colour picture and not a film; send the film itself, in grey.")
    return out
