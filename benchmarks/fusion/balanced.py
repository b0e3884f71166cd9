"""Folds in which every finding has its share of positives, though some have thirty and a case may have several."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]
Rows = NDArray[np.intp]
Key = TypeVar("Key")
OneFold = Callable[[Rows, Rows, int], dict[Key, Array]]


def folds(truth: Array, groups: NDArray[Any], count: int, seed: int) -> NDArray[np.intp]:
    """Fold number of each row; rows of one group share theirs.

    Iterative stratification: the rarest finding is dealt out first (K. Sechidis et al., "On the stratification of
    multi-label data", ECML PKDD 2011), here over groups in place of cases.

    Args:
        truth: ``(n, labels)`` of 0 and 1.
        groups: ``(n,)``.
        count: How many folds.
        seed: Of the order and of ties.
    """
    names, member = np.unique(groups, return_inverse=True)
    positives = np.zeros((len(names), truth.shape[1]))
    np.add.at(positives, member, truth)
    dealt = _deal(positives, np.bincount(member).astype(float), count, np.random.default_rng(seed))
    return dealt[member]


def _deal(positives: Array, sizes: Array, count: int, random: np.random.Generator) -> NDArray[np.intp]:
    dealt = np.full(len(positives), -1, np.intp)
    wanted = np.repeat(positives.sum(axis=0)[None] / count, count, axis=0)
    room = np.full(count, sizes.sum() / count)
    order = random.permutation(len(positives))
    while np.any(left := positives[dealt < 0].sum(axis=0)):
        rarest = int(np.argmin(np.where(left > 0, left, np.inf)))
        for group in (g for g in order if dealt[g] < 0 and positives[g, rarest] > 0):
            dealt[group] = np.lexsort((random.random(count), -room, -wanted[:, rarest]))[0]
            wanted[dealt[group]] -= positives[group]
            room[dealt[group]] -= sizes[group]
    for group in (g for g in order if dealt[g] < 0):
        dealt[group] = int(np.argmax(room))
        room[dealt[group]] -= sizes[group]
    return dealt


def crossfit(truth: Array, fold: NDArray[np.intp], one_fold: OneFold[Key]) -> dict[Key, Array]:
    """Every system on the rows of the fold left out.

    Args:
        truth: ``(n, labels)``; its shape is what each system says.
        fold: ``(n,)``.
        one_fold: Rows to fit on, rows to tell and the fold's number, to what each system says of the latter.
    """
    said: dict[Key, Array] = {}
    for part in np.unique(fold):
        fit, asked = np.flatnonzero(fold != part), np.flatnonzero(fold == part)
        for key, values in one_fold(fit, asked, int(part)).items():
            said.setdefault(key, np.zeros(truth.shape))[asked] = values
    return said
