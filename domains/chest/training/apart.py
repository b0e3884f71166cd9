"""How far the networks of one training disagree, told from films that none of them was fitted on and none of valid."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domains.chest.training.unseen import Averaging, disagreement


def averaging(said: NDArray[Any], far: NDArray[Any]) -> Averaging:
    """How what is shipped as one differs from what speaks out of fold.

    The networks of one fold can be compared on the training films of that fold. No training film is unseen by networks
    of two folds: how much further these lie apart is told from films of another collection, as a proportion.

    Args:
        said: ``(networks of a fold, films, labels)``: logits of training films by the networks that had not seen them.
        far: ``(folds, networks of a fold, films, labels)``: logits of films that no network saw, from elsewhere.
    """
    within = disagreement(said) if len(said) > 1 else 0.0
    near = float(np.mean([disagreement(fold) for fold in far])) if len(said) > 1 else 0.0
    between = float(np.mean([_across(one, other) for one, other in combinations(far, 2)])) if len(far) > 1 else 0.0
    wider = between / near if near else 1.0
    return Averaging(len(far), min(within * wider, 1.0) if within else between, len(said), within)


def _across(one: NDArray[Any], other: NDArray[Any]) -> float:
    """Mean disagreement of every network of a fold with every network of another."""
    return float(np.mean([disagreement(np.stack([a, b])) for a in one for b in other]))
