"""Pictures, words and sounds meet: the heads of the shared space learn from whatever shows or says the same concept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.training.loop import Objective

if TYPE_CHECKING:
    from torch import Tensor

    from core.architectures.networks.clip import DualEncoder

BLUR = 0.2


@dataclass(frozen=True)
class Meetings:
    """What is learnt from: each sound with a name of its concept, and with a picture of it where there is one.

    Attributes:
        sounds: ``(n, 384)`` vectors of utterances.
        texts: ``(n,)`` rows of ``vectors``: the words that are said.
        concepts: ``(n,)`` what is meant, below 0 where a word belongs to no concept.
        pictures: ``(m, 1792)`` described pictures.
        shows: Concept to the rows of its pictures; a concept without pictures is not in it.
        vectors: ``(words, 512)`` of the sentence encoder.
        names: ``(concepts, languages)`` rows of ``vectors``.
    """

    sounds: NDArray[np.float32]
    texts: NDArray[np.int64]
    concepts: NDArray[np.int64]
    pictures: NDArray[np.float32]
    shows: Mapping[int, NDArray[np.int64]]
    vectors: NDArray[np.float32]
    names: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.sounds)

    def batch(self, rows: NDArray[np.intp], random: np.random.Generator) -> dict[str, Tensor]:
        """``image``, ``text``, ``audio``, which of them have an image, and what they mean."""
        import torch

        concepts = self.concepts[rows]
        shown = np.array([self._picture(int(concept), random) for concept in concepts])
        pictures = self.pictures[np.maximum(shown, 0)]
        kept = random.random(pictures.shape, dtype=np.float32) > BLUR
        arrays = {
            "image": pictures * kept / np.float32(1.0 - BLUR),
            "seen": shown >= 0,
            "audio": self.sounds[rows],
            "text": self.vectors[self._words(rows, random)],
            "meant": np.where(concepts >= 0, concepts, len(self.names) + self.texts[rows]),
        }
        return {key: torch.from_numpy(np.ascontiguousarray(value)) for key, value in arrays.items()}

    def _picture(self, concept: int, random: np.random.Generator) -> int:
        rows = self.shows.get(concept)
        return -1 if rows is None else int(rows[random.integers(len(rows))])

    def _words(self, rows: NDArray[np.intp], random: np.random.Generator) -> NDArray[np.int64]:
        """A name of the concept in any language, or the word that is said where it belongs to none."""
        concepts = self.concepts[rows]
        names = self.names[np.maximum(concepts, 0), random.integers(0, self.names.shape[1], len(rows))]
        return np.where(concepts >= 0, names, self.texts[rows])


class Meeting(Objective):
    """Symmetric contrast of all three pairs (Radford et al., ICML 2021); a missing picture takes part in none.

    Args:
        space: With the heads ``"image"``, ``"text"`` and ``"audio"``.
    """

    def __init__(self, space: DualEncoder) -> None:
        self.module = self.space = space

    def loss(self, batch: Mapping[str, Tensor]) -> Tensor:
        """Sum over the pairs."""
        vectors = {name: batch[name] for name in ("image", "text", "audio")}
        return self.space.loss(vectors, present={"image": batch["seen"]}, concepts=batch["meant"])


def by_concept(concepts: NDArray[np.int64]) -> dict[int, NDArray[np.int64]]:
    """Concept to its rows."""
    order = np.argsort(concepts, kind="stable")
    values, starts = np.unique(concepts[order], return_index=True)
    return {int(value): rows for value, rows in zip(values, np.split(order, starts[1:]), strict=True)}
