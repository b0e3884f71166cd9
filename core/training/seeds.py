"""Everything that is drawn, derived from the seed and the position alone.

Since each step starts from its own seed, the position in the run is all the random state that there is: a run that is
killed and started again draws what an undisturbed one draws.
"""

from __future__ import annotations

import random

import numpy as np
from numpy.typing import NDArray

_ORDER, _STEP, _BATCH = 1, 2, 3


def order(seed: int, epoch: int, count: int) -> NDArray[np.intp]:
    """The order of the samples in one epoch, ``(count,)``; the same on every process."""
    return np.random.default_rng([_ORDER, seed, epoch]).permutation(count)


def generator(seed: int, step: int, part: int, rank: int) -> np.random.Generator:
    """What one batch draws from (augmentation, masks)."""
    return np.random.default_rng([_BATCH, seed, step, part, rank])


def plant(seed: int, step: int, rank: int) -> None:
    """Seed torch, numpy and Python for one step (dropout, stochastic depth)."""
    import torch

    drawn = int(np.random.SeedSequence([_STEP, seed, step, rank]).generate_state(1)[0])
    torch.manual_seed(drawn)
    np.random.seed(drawn)
    random.seed(drawn)
