"""A short question as hashed n-grams: what of its words and spellings, weighed by how rare they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]
WORDS = re.compile(r"\w+")
BUCKETS = 4096
WIDTH = 2 * BUCKETS


def words(text: str) -> list[str]:
    """Its words in small letters; what stands between them is left out."""
    return WORDS.findall(text.lower())


class Ngrams:
    """Questions as vectors of length one, without a vocabulary to keep (Weinberger et al., ICML 2009).

    Runs of one to three words tell what is asked; runs of three to five letters within words forgive a misspelling
    ("pneuomothorax"). Each half has length ``1 / sqrt(2)``.

    Args:
        rarity: ``(WIDTH,)``: the weight of each bucket, from :func:`fit`.
    """

    def __init__(self, rarity: Array) -> None:
        self.rarity = np.asarray(rarity, np.float64)

    @classmethod
    def fit(cls, texts: Sequence[str]) -> Ngrams:
        """Smoothed inverse document frequencies, as scikit-learn has them."""
        counts = np.sum([_buckets(text) > 0 for text in texts], axis=0)
        return cls(np.log((1.0 + len(texts)) / (1.0 + counts)) + 1.0)

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """``(n, WIDTH)``; a text without a word is zeros."""
        raw = np.stack([_buckets(text) for text in texts])
        weighed = np.where(raw > 0, 1.0 + np.log(np.maximum(raw, 1.0)), 0.0) * self.rarity
        halves = weighed.reshape(len(texts), 2, BUCKETS)
        lengths = np.linalg.norm(halves, axis=2, keepdims=True) * np.sqrt(2.0)
        scaled: NDArray[np.float64] = np.divide(halves, lengths, out=np.zeros_like(halves), where=lengths > 0)
        return scaled.reshape(len(texts), WIDTH)


def _buckets(text: str) -> NDArray[np.float64]:
    """How often each bucket is met: the first half counts runs of words, the second runs of letters."""
    said = words(text)
    counted = np.zeros(WIDTH)
    for offset, runs in ((0, _runs(said)), (BUCKETS, _spellings(said))):
        for run, times in Counter(runs).items():
            counted[offset + crc32(run.encode()) % BUCKETS] += times
    return counted


def _runs(said: Sequence[str]) -> Iterator[str]:
    for length in (1, 2, 3):
        for start in range(len(said) - length + 1):
            yield " ".join(said[start : start + length])


def _spellings(said: Sequence[str]) -> Iterator[str]:
    for word in said:
        padded = f" {word} "
        for length in (3, 4, 5):
            for start in range(max(1, len(padded) - length + 1)):
                yield padded[start : start + length]
