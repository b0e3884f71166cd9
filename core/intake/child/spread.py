"""A window where the file gives none: between the darkest and the brightest half per cent of its pixels."""

import numpy as np
from numpy.typing import NDArray

DARK, BRIGHT = 0.5, 99.5


def window(values: NDArray[np.float64]) -> tuple[float, float] | None:
    """Lowest and highest value to show, None where all are equal.

    The half per cent at either end is left out, so that burned-in letters and dead pixels do not squeeze the film.
    """
    if not values.size:
        return None
    low, high = (float(bound) for bound in np.percentile(values, (DARK, BRIGHT)))
    if high <= low:
        low, high = float(values.min()), float(values.max())
    return (low, high) if high > low else None
