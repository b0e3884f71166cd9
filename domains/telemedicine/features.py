"""Text as hashed counts: sparse, without a vocabulary to keep, and without scikit-learn where a model is only used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from domains.telemedicine.wordstems import words

Array = NDArray[np.float64]
Runs = Callable[[str], Iterable[str]]


@dataclass(frozen=True)
class Sparse:
    """One row: the columns that are not zero, and what stands in them."""

    columns: NDArray[np.int64]
    values: Array

    def shifted(self, offset: int) -> Sparse:
        """The same, further to the right: for views that stand side by side."""
        return Sparse(self.columns + offset, self.values)


def word_runs(longest: int) -> Runs:
    """Runs of one to `longest` words; the words of a question mark's sentence are no different."""

    def runs(text: str) -> Iterator[str]:
        said = words(text)
        for length in range(1, longest + 1):
            for start in range(len(said) - length + 1):
                yield " ".join(said[start : start + length])

    return runs


def letter_runs(shortest: int, longest: int) -> Runs:
    """Runs of letters within words, their edges marked: what forgives a misspelling."""

    def runs(text: str) -> Iterator[str]:
        for word in words(text):
            padded = f" {word} "
            for length in range(shortest, longest + 1):
                for start in range(max(1, len(padded) - length + 1)):
                    yield padded[start : start + length]

    return runs


def hashed(runs: Iterable[str], size: int) -> Sparse:
    """Counts of runs in `size` buckets (Weinberger et al., ICML 2009), in the order of the buckets."""
    counts = Counter(crc32(run.encode()) % size for run in runs)
    columns = np.array(sorted(counts), np.int64)
    return Sparse(columns, np.array([counts[column] for column in columns], np.float64))


def damped(row: Sparse, rarity: Array | None = None) -> Sparse:
    """One plus the logarithm of each count, weighed by rarity, at length one."""
    values = 1.0 + np.log(row.values)
    values = values * rarity[row.columns] if rarity is not None else values
    length = np.linalg.norm(values)
    return Sparse(row.columns, values / length if length else values)


def rarity(rows: Sequence[Sparse], size: int, least: int = 1) -> Array:
    """Smoothed inverse document frequency of each bucket, as in scikit-learn; 0 where fewer than `least` have it."""
    seen = np.zeros(size)
    for row in rows:
        seen[row.columns] += 1
    return np.where(seen >= least, np.log((1.0 + len(rows)) / (1.0 + seen)) + 1.0, 0.0)


def beside(rows: Sequence[Sparse], sizes: Sequence[int]) -> Sparse:
    """Views side by side as one row."""
    offsets = np.cumsum([0, *sizes[:-1]])
    moved = [row.shifted(int(offset)) for row, offset in zip(rows, offsets, strict=True)]
    return Sparse(np.concatenate([one.columns for one in moved]), np.concatenate([one.values for one in moved]))


def scores(row: Sparse, weight: NDArray[Any], bias: NDArray[Any]) -> Array:
    """``(classes,)`` of a linear model with ``weight`` (classes, width)."""
    return np.asarray(weight[:, row.columns].astype(np.float64) @ row.values + bias)


def softmax(logits: Array) -> Array:
    """Probabilities along the last axis."""
    grown = np.exp(logits - logits.max(-1, keepdims=True))
    return np.asarray(grown / grown.sum(-1, keepdims=True))
