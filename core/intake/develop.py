"""Stored pixels to brightness, the last step, done by the intake itself.

Whatever a broken decoder leaves behind, looking up a checked table can only give brightness in [0, 1].
"""

import numpy as np
from numpy.typing import NDArray

from core.intake.arena import Stored, Table

BLOCK = 2**18


def sound(table: Table) -> bool:
    """Whether every entry is a number in [0, 1]."""
    return bool(table.min() >= 0.0 and table.max() <= 1.0)


def develop(stored: Stored, table: Table) -> NDArray[np.float32]:
    """``table[stored]`` as float32 ``(rows, columns)``, block by block so that it stays in the processor's cache."""
    rows, columns = stored.shape
    film = np.empty((rows, columns), np.float32)
    step = max(1, BLOCK // columns)
    for top in range(0, rows, step):
        np.take(table, stored[top : top + step], out=film[top : top + step], mode="clip")
    return film
