"""The network that listens learns to put a spoken word where the written word stands, in any of the languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.training.loop import Objective

if TYPE_CHECKING:
    from torch import Tensor

    from core.architectures.networks.clip import DualEncoder
    from core.encoders.spoken_network import Listener

ELSEWHERE = 0.5
"""How often a spoken name is shown with the concept's name in another language."""


@dataclass(frozen=True)
class Spoken:
    """Utterances, ready for the network.

    Attributes:
        pictures: ``(n, 48, 48)``, 0 to 255.
        lengths: ``(n,)`` frames.
        texts: ``(n,)`` rows of the table of written words.
        concepts: ``(n,)`` numbers of what is meant; below 0 where a word belongs to no concept.
    """

    pictures: NDArray[np.uint8]
    lengths: NDArray[np.int64]
    texts: NDArray[np.int64]
    concepts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.lengths)

    def only(self, rows: NDArray[Any]) -> Spoken:
        """Some of them."""
        return Spoken(self.pictures[rows], self.lengths[rows], self.texts[rows], self.concepts[rows])


@dataclass(frozen=True)
class Utterances:
    """What is learnt from: utterances with the vectors of the words.

    Attributes:
        spoken: The utterances.
        vectors: ``(words, 512)`` of the sentence encoder.
        names: ``(concepts, languages)`` rows of ``vectors``: the names of each concept.
    """

    spoken: Spoken
    vectors: NDArray[np.float32]
    names: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.spoken)

    def batch(self, rows: NDArray[np.intp], random: np.random.Generator) -> dict[str, Tensor]:
        """Disturbed pictures, lengths, vectors of the words and numbers of what is meant."""
        import torch

        some = self.spoken.only(rows)
        pictures = disturbed(some.pictures.astype(np.float32) / 255.0, random)
        texts = self._words(some, random)
        meant = np.where(some.concepts >= 0, some.concepts, len(self.names) + some.texts)
        arrays = {"pictures": pictures, "lengths": some.lengths, "texts": self.vectors[texts], "meant": meant}
        return {key: torch.from_numpy(np.ascontiguousarray(value)) for key, value in arrays.items()}

    def _words(self, some: Spoken, random: np.random.Generator) -> NDArray[np.int64]:
        """The word itself, or the concept's name in some language."""
        languages = random.integers(0, self.names.shape[1], len(some))
        other = self.names[np.maximum(some.concepts, 0), languages]
        away = (some.concepts >= 0) & (random.random(len(some)) < ELSEWHERE)
        return np.where(away, other, some.texts)


def disturbed(pictures: NDArray[np.float32], random: np.random.Generator) -> NDArray[np.float32]:
    """Other voices and rooms: shifted in pitch, louder or softer, with noise, and with masks (Park et al., 2019).

    Args:
        pictures: ``(n, time, bands)`` in [0, 1].
        random: Of everything drawn.
    """
    count, steps, bands = pictures.shape
    shift = random.integers(-2, 3, count)
    band = np.clip(np.arange(bands) + shift[:, None], 0, bands - 1)
    warp = np.cumsum(np.exp(random.normal(0.0, 0.12, (count, 8))), axis=1).repeat(steps // 8, axis=1)
    time = np.clip(np.arange(steps) + _wander(warp, random), 0, steps - 1).astype(int)
    moved = np.take_along_axis(np.take_along_axis(pictures, band[:, None, :], 2), time[:, :, None], 1)
    slope = random.normal(0.0, 0.08, (count, 1, 1)) * np.linspace(-1, 1, bands)
    level = random.normal(0.0, 0.05, (count, 1, 1))
    noisy = moved + slope + level + random.normal(0.0, 0.03, moved.shape)
    return np.asarray(np.clip(noisy, 0.0, 1.0) * _masks(count, steps, bands, random), dtype=np.float32)


def _wander(warp: NDArray[np.float64], random: np.random.Generator) -> NDArray[np.float64]:
    """How far each step is displaced: a slow walk that begins at a small offset, so that ends are cut or held."""
    walk = warp - warp.mean(axis=1, keepdims=True)
    walk = walk - np.linspace(0, 1, walk.shape[1]) * (walk[:, -1:] - walk[:, :1]) - walk[:, :1]
    return walk * 1.5 + random.integers(-2, 3, (len(walk), 1))


def _masks(count: int, steps: int, bands: int, random: np.random.Generator) -> NDArray[np.float32]:
    """1, and 0 in one stretch of time and one of bands of every second picture."""
    mask = np.ones((count, steps, bands), dtype=np.float32)
    for axis, most in ((1, 5), (2, 6)):
        size = random.integers(0, most, count) * (random.random(count) < 0.5)
        start = random.integers(0, mask.shape[axis] - most, count)
        at = np.arange(mask.shape[axis])
        hidden = (at >= start[:, None]) & (at < (start + size)[:, None])
        mask *= 1.0 - (hidden[:, :, None] if axis == 1 else hidden[:, None, :])
    return mask


class Listening(Objective):
    """Symmetric contrast between what is heard and what is written (Radford et al., ICML 2021).

    Args:
        listener: The network.
        space: A shared space with the heads ``"audio"`` and ``"text"``.
    """

    def __init__(self, listener: Listener, space: DualEncoder) -> None:
        from torch import nn

        self.listener, self.space = listener, space
        self.module = nn.ModuleDict({"listener": listener, "space": space})

    def loss(self, batch: Mapping[str, Tensor]) -> Tensor:
        """Of utterances and words; those that mean the same are no negatives of each other."""
        heard = self.listener(batch["pictures"], batch["lengths"])
        return self.space.loss({"audio": heard, "text": batch["texts"]}, concepts=batch["meant"])
