"""Long sounds in pieces that a model can read at once."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.case import SOUND_RATE

Sound = NDArray[np.floating[Any]]


def pieces(sound: Sound, longest: float, multiple: int = 1) -> list[Sound]:
    """As few equal pieces as are no longer than so many seconds, the last filled up with silence.

    Args:
        sound: ``(samples,)``.
        longest: Seconds.
        multiple: Samples of which every piece is a multiple.
    """
    count = math.ceil(len(sound) / (longest * SOUND_RATE))
    length = math.ceil(len(sound) / count / multiple) * multiple
    whole = np.pad(np.asarray(sound, np.float32), (0, count * length - len(sound)))
    return list(whole.reshape(count, length))
