"""How good a ranking of items is for queries."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.evaluation.metrics import NOT_A_NUMBER

Array = NDArray[np.floating[Any]]


def recalls(similarity: Array, relevant: NDArray[np.bool_], k: int) -> Array:
    """Chance that a relevant item is among the first ``k``, for each query, if ties are broken by lot.

    Equal scores earn what guessing earns, so that a model that says the same of everything does not look perfect.

    Args:
        similarity: ``(queries, items)``; greater is nearer.
        relevant: ``(queries, items)``.
        k: How many items are looked at.

    Returns:
        ``(queries,)``; not a number for a query without a relevant item, or with a similarity that is none.
    """
    best = np.where(relevant, similarity, -np.inf).max(axis=1, keepdims=True)
    above, level = (similarity > best).sum(axis=1), similarity == best
    seats = np.clip(k - above, 0, None)
    tied, wanted = level.sum(axis=1), (level & relevant).sum(axis=1)
    found: Array = 1.0 - _none_drawn(tied, wanted, seats)
    known = relevant.any(axis=1) & ~np.isnan(similarity).any(axis=1)
    return np.where(known, found, NOT_A_NUMBER)


def recall_at(similarity: Array, relevant: NDArray[np.bool_], k: int) -> float:
    """Mean of :func:`recalls` over the queries; not a number where one of them has none."""
    return float(np.mean(recalls(similarity, relevant, k))) if len(similarity) else NOT_A_NUMBER


def chance_at(relevant: NDArray[np.bool_], k: int) -> float:
    """What a ranking by lot reaches."""
    return recall_at(np.zeros(relevant.shape), relevant, k)


def _none_drawn(tied: NDArray[Any], wanted: NDArray[Any], seats: NDArray[Any]) -> Array:
    """Chance that drawing ``seats`` of ``tied`` items without replacement draws none of the ``wanted``."""
    chance = np.ones(len(tied))
    for drawn in range(int(np.minimum(seats, tied).max(initial=0))):
        left = np.maximum(tied - wanted - drawn, 0) / np.maximum(tied - drawn, 1)
        chance = np.where(drawn < seats, chance * left, chance)
    return chance
