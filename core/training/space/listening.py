"""The network that listens learns to put a spoken word where the written word stands, in any of the languages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.training.loop import Objective

if TYPE_CHECKING:
    from torch import Tensor

    from core.architectures.networks.clip import DualEncoder
    from core.encoders.spoken_network import Listener

ELSEWHERE = 0.25
"""How often a spoken name is shown with the concept's name in another language."""

TELLING = 60.0
_MARKS = re.compile("[\u02c8\u02cc\u02d0\u203f|_-]")


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
        sounds: ``(n, sounds)`` of 0 and 1: which pairs of neighbouring speech sounds each utterance has.
    """

    spoken: Spoken
    vectors: NDArray[np.float32]
    names: NDArray[np.int64]
    sounds: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.spoken)

    def batch(self, rows: NDArray[np.intp], random: np.random.Generator) -> dict[str, Tensor]:
        """Disturbed pictures, lengths, vectors of the words and numbers of what is meant."""
        import torch

        some = self.spoken.only(rows)
        pictures = disturbed(some.pictures.astype(np.float32) / 255.0, random)
        texts = self._words(some, random)
        meant = np.where(some.concepts >= 0, some.concepts, len(self.names) + some.texts)
        arrays = {
            "pictures": pictures,
            "lengths": some.lengths,
            "texts": self.vectors[texts],
            "meant": meant,
            "sounds": self.sounds[rows],
        }
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
    shift = random.integers(-2, 3, (count, 1))
    band = np.clip(np.arange(bands) + shift, 0, bands - 1)
    warp = np.cumsum(np.exp(random.normal(0.0, 0.12, (count, 8))), axis=1).repeat(steps // 8, axis=1)
    time = np.clip(np.arange(steps) + _wander(warp, random), 0, steps - 1).astype(int)
    moved = np.take_along_axis(np.take_along_axis(pictures, band[:, None, :], 2), time[:, :, None], 1)
    slope = random.normal(0.0, 0.08, (count, 1, 1)) * np.linspace(-1, 1, bands)
    level = random.normal(0.0, 0.05, (count, 1, 1))
    noise = random.standard_normal(moved.shape, dtype=np.float32) * np.float32(0.03)
    noisy = moved + noise + (slope + level).astype(np.float32)
    return np.asarray(np.clip(noisy, 0.0, 1.0) * _masks(count, steps, bands, random), dtype=np.float32)


def _wander(warp: NDArray[np.float64], random: np.random.Generator) -> NDArray[np.float64]:
    """How far each step is displaced: a slow walk that begins at a small offset, so that ends are cut or held."""
    walk = warp - warp.mean(axis=1, keepdims=True)
    walk = walk - np.linspace(0, 1, walk.shape[1]) * (walk[:, -1:] - walk[:, :1]) - walk[:, :1]
    wandered: NDArray[np.float64] = walk * 1.5 + random.integers(-2, 3, (len(walk), 1))
    return wandered


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


def speech_sounds(spoken: Sequence[str], most: int) -> NDArray[np.uint8]:
    """Which pairs of neighbouring sounds each pronunciation has: ``(n, most)``, the most frequent pairs of all.

    Args:
        spoken: Pronunciations in the letters of the IPA; stress and length are ignored.
        most: How many pairs.
    """
    pairs = [{a + b for a, b in pairwise("#" + _MARKS.sub("", said) + "#")} for said in spoken]
    frequent = [pair for pair, _ in Counter(sorted(one for some in pairs for one in some)).most_common(most)]
    place = {pair: at for at, pair in enumerate(frequent)}
    found = np.zeros((len(spoken), most), dtype=np.uint8)
    for row, some in enumerate(pairs):
        found[row, [place[pair] for pair in some if pair in place]] = 1
    return found


class Listening(Objective):
    """Symmetric contrast between what is heard and what is written (Radford et al., ICML 2021).

    Beside it the vector has to say which speech sounds follow each other, which is learnt sooner than any meaning and
    is what meaning hangs on.

    Args:
        listener: The network.
        space: A shared space with the heads ``"audio"`` and ``"text"``.
        sounds: How many pairs of speech sounds are told; the layer that tells them is not shipped.
    """

    def __init__(self, listener: Listener, space: DualEncoder, sounds: int) -> None:
        from torch import nn

        self.listener, self.space = listener, space
        self.tell = nn.Linear(listener.width, sounds)
        self.module = nn.ModuleDict({"listener": listener, "space": space, "tell": self.tell})

    def loss(self, batch: Mapping[str, Tensor]) -> Tensor:
        """Of utterances and words; those that mean the same are no negatives of each other."""
        from torch.nn.functional import binary_cross_entropy_with_logits

        heard = self.listener(batch["pictures"], batch["lengths"])
        meaning = self.space.loss({"audio": heard, "text": batch["texts"]}, concepts=batch["meant"])
        told = binary_cross_entropy_with_logits(self.tell(heard).float(), batch["sounds"].float())
        return meaning + TELLING * told
