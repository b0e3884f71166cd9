"""Does the picture look as if dark and bright were swapped?"""

import numpy as np
from numpy.typing import NDArray


def notices(canvas: NDArray[np.float32], photometric: object) -> list[str]:
    """A sentence where the picture looks inverted."""
    return []
