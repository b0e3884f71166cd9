"""The tree is that of average linkage, as a search for the closest pair finds it."""

import numpy as np
import pytest
from numpy.typing import NDArray

from domains.telemedicine.voices.linkage import cut, tree


def slow(likeness: NDArray[np.float32], groups: int) -> set[frozenset[int]]:
    parts = [[at] for at in range(len(likeness))]
    while len(parts) > groups:
        pairs = [(a, b) for a in range(len(parts)) for b in range(a)]
        a, b = max(pairs, key=lambda pair: likeness[np.ix_(parts[pair[0]], parts[pair[1]])].mean())
        parts[b] += parts.pop(a)
    return {frozenset(part) for part in parts}


@pytest.mark.parametrize("groups", [1, 2, 5, 11, 30])
def test_it_is_average_linkage(groups: int) -> None:
    vectors = np.random.default_rng(groups).normal(size=(30, 4)).astype(np.float32)
    likeness = vectors @ vectors.T
    labels = cut(tree(likeness), 30, groups)
    assert {frozenset(np.flatnonzero(labels == one).tolist()) for one in range(groups)} == slow(likeness, groups)


def test_groups_are_numbered_as_they_come() -> None:
    likeness = np.kron(np.eye(2), np.ones((2, 2))).astype(np.float32)
    assert cut(tree(likeness), 4, 2).tolist() == [0, 0, 1, 1]
    assert cut(tree(np.ones((1, 1), np.float32)), 1, 1).tolist() == [0]
