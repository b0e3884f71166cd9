"""Windows of like voice into groups: average linkage along a chain of nearest neighbours, in numpy alone.

D. Müllner, "Modern hierarchical, agglomerative clustering algorithms", 2011: for average linkage the chain finds the
same tree as the search for the closest pair, in a time that grows with the square of the windows.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Labels = NDArray[np.intp]
Merge = tuple[int, int, float]


def tree(likeness: Floats) -> list[Merge]:
    """Which two groups join, and how alike they are, most alike first; a group is named by one of its members.

    Args:
        likeness: ``(n, n)``; symmetric.
    """
    near = np.array(likeness, np.float64)
    np.fill_diagonal(near, -np.inf)
    sizes = np.ones(len(near))
    merges: list[Merge] = []
    chain: list[int] = []
    alive = np.ones(len(near), bool)
    while len(merges) < len(near) - 1:
        if not chain:
            chain.append(int(np.flatnonzero(alive)[0]))
        last = chain[-1]
        best = int(near[last].argmax())
        if len(chain) > 1 and near[last, chain[-2]] >= near[last, best]:
            kept, gone = chain[-2], last
            merges.append((kept, gone, float(near[kept, gone])))
            _join(near, sizes, alive, kept, gone)
            chain = chain[:-2]
        else:
            chain.append(best)
    return sorted(merges, key=lambda merge: -merge[2])


def _join(
    near: NDArray[np.float64], sizes: NDArray[np.float64], alive: NDArray[np.bool_], kept: int, gone: int
) -> None:
    """The likeness of a joined group to another is the mean over all pairs."""
    mean = (sizes[kept] * near[kept] + sizes[gone] * near[gone]) / (sizes[kept] + sizes[gone])
    mean[~alive] = -np.inf
    mean[[kept, gone]] = -np.inf
    near[kept], near[:, kept] = mean, mean
    near[gone], near[:, gone] = -np.inf, -np.inf
    sizes[kept] += sizes[gone]
    alive[gone] = False


def cut(merges: list[Merge], count: int, groups: int) -> Labels:
    """``(count,)``: the group of each item when so many groups are left, numbered in the order of their first items."""
    parent = list(range(count))
    for kept, gone, _ in merges[: max(count - groups, 0)]:
        parent[_root(parent, gone)] = _root(parent, kept)
    roots = [_root(parent, item) for item in range(count)]
    names = {root: number for number, root in enumerate(dict.fromkeys(roots))}
    return np.array([names[root] for root in roots], np.intp)


def _root(parent: list[int], item: int) -> int:
    while parent[item] != item:
        parent[item] = parent[parent[item]]
        item = parent[item]
    return item
