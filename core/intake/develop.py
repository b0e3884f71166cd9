"""Stored pixels to brightness, the last step, done by the intake itself.

Whatever a broken decoder leaves behind, looking up a checked table can only give brightness in [0, 1].
"""

import numpy as np
from numpy.typing import NDArray

from core.intake.arena import Stored, Table

BLOCK = 2**15


def sound(table: Table) -> bool:
    """Whether every entry is a number in [0, 1]."""
    return bool(table.min() >= 0.0 and table.max() <= 1.0)


def develop(stored: Stored, table: Table) -> NDArray[np.float32]:
    """``table[stored]`` as float32 ``(rows, columns)``, block by block so that it stays in the processor's cache.

    The patterns become indices before they are looked up: NumPy would make them so as well, in a third more time.
    """
    rows, columns = stored.shape
    film = np.empty((rows, columns), np.float32)
    step = max(1, BLOCK // columns)
    indices = np.empty((step, columns), np.intp)
    for top in range(0, rows, step):
        block = stored[top : top + step]
        np.copyto(indices[: len(block)], block)
        np.take(table, indices[: len(block)], out=film[top : top + step], mode="clip")
    return film
