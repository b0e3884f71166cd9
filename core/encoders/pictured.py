"""A picture by what it looks like and by what it could be called.

The vector of EfficientNet-lite0 says what a picture looks like; its own classifier says which of ImageNet's thousand
things it could be, and the sentence encoder where their names stand: the mean of the ten likeliest names, each by its
probability (ConSE: M. Norouzi et al., "Zero-shot learning by convex combination of semantic embeddings", ICLR 2014).
So pictures that no head was trained on, photographs above all, still lie near their words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
LIKELY, LOUDER = 10, 8.0
"""How many names are averaged, and by how much their mean is scaled to weigh like the rest."""


@dataclass(frozen=True)
class Describer:
    """Vectors of pictures, extended by their likely names.

    Attributes:
        weights: ``(1000, 1280)`` of the published classifier.
        bias: ``(1000,)``.
        names: ``(1000, 512)`` of the sentence encoder.
        mean: ``(1280,)`` of the vectors of the training pictures.
        spread: ``(1280,)``, their standard deviation.
    """

    weights: Array
    bias: Array
    names: Array
    mean: Array
    spread: Array

    @classmethod
    def of(cls, tensors: Mapping[str, NDArray[Any]]) -> Describer:
        """From arrays of any precision under the attributes' names."""
        return cls(**{key: np.asarray(value, dtype=np.float32) for key, value in tensors.items()})

    @property
    def width(self) -> int:
        """Length of what comes out."""
        return len(self.mean) + len(self.names[0])

    def __call__(self, vectors: NDArray[Any]) -> Array:
        """``(n, 1280)`` to ``(n, 1792)``."""
        plain = np.asarray(vectors, dtype=np.float32)
        look = (plain - self.mean) / self.spread
        return np.concatenate([look, LOUDER * self.called(plain)], axis=1)

    def called(self, vectors: Array) -> Array:
        """Mean name, ``(n, 512)``; the less sure, the shorter."""
        logits = vectors @ self.weights.T + self.bias
        chance = np.exp(logits - logits.max(axis=1, keepdims=True))
        chance /= chance.sum(axis=1, keepdims=True)
        least = np.partition(chance, -LIKELY, axis=1)[:, -LIKELY, None]
        named: Array = np.where(chance >= least, chance, 0.0) @ self.names
        return named
