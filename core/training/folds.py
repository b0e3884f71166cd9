"""Folds for cross-validation in which no patient is on both sides."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Fold = tuple[NDArray[np.intp], NDArray[np.intp]]


def grouped(groups: NDArray[Any], strata: NDArray[Any], count: int, seed: int) -> list[Fold]:
    """``count`` pairs of rows to fit on and rows to test on, balanced over strata as far as groups allow.

    Args:
        groups: ``(n,)``; rows of one group stay together.
        strata: ``(n,)``; classes to balance.
        count: How many folds.
        seed: Of the shuffling.
    """
    from sklearn.model_selection import StratifiedGroupKFold

    splitter = StratifiedGroupKFold(count, shuffle=True, random_state=seed)
    return [(fit, test) for fit, test in splitter.split(np.zeros(len(groups)), strata, groups)]
