"""The two experts of the digits: each hears one modality, and has met noise in training."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.fusion import digits_data
from benchmarks.fusion.digits_data import BANDS, COPIES, SIDE, STEPS, Digits
from core.fusion.exclusive import one_against_rest
from core.training.voices import VoiceTable

Array = NDArray[np.floating[Any]]
State = Callable[[Array], Array]
"""Features ``(n, width)`` to log-odds ``(n, 10)`` of each digit against the others."""
LABELS = tuple("0123456789")
ROLES = ("picture", "sound")
COMBINATIONS = ((0, 0), (1, 0), (0, 1), (2, 2))
"""Which copy of the picture stands beside which copy of the sound; copy 0 is clean."""
SHIFT = 2


def trained(features: Array, digits: NDArray[np.intp], seed: int, epochs: int = 10) -> State:
    """A perceptron with one hidden layer, fitted on standardised features."""
    import warnings

    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    middle, spread = features.mean(axis=0), features.std(axis=0) + 0.05
    model = MLPClassifier((128,), alpha=1e-2, max_iter=epochs, batch_size=128, random_state=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # so many epochs are wanted, not convergence
        model.fit((features - middle) / spread, digits)

    def state(asked: Array) -> Array:
        chances = model.predict_proba((asked - middle) / spread)
        return one_against_rest(np.log(np.clip(chances, 1e-9, 1.0)))

    return state


def shifted(features: Array, random: np.random.Generator) -> Array:
    """Log-mel pictures moved up or down by a band or two: another voice, roughly."""
    pictures = features.reshape(-1, STEPS, BANDS)
    moved = [np.roll(picture, random.integers(-SHIFT, SHIFT + 1), axis=1) for picture in pictures]
    return np.stack(moved).reshape(features.shape)


@dataclass
class Workshop:
    """Features of all copies, and the experts fitted on them.

    Args:
        digits: The collection.
        seed: Of all that is drawn.
    """

    digits: Digits
    seed: int = 0

    def __post_init__(self) -> None:
        digits = self.digits
        self.sounds = digits_data.noisy_sounds(digits, self.seed)
        self.paired = digits_data.pairing(digits.spoken, digits.written, ~digits.held_out, self.seed)
        self.pictures = digits_data.noisy_pictures(digits.pictures[self.paired], COPIES, self.seed)
        self.voices = shifted(self.sounds, np.random.default_rng(self.seed))
        self._hearers: dict[frozenset[str], State] = {}
        self._seers: dict[str, State] = {}

    def hearer(self, *without: str) -> State:
        """The expert of sound that never heard these speakers."""
        key = frozenset(without)
        if key not in self._hearers:
            rows = ~np.isin(self.digits.speakers, list(without))
            heard = np.concatenate([self.sounds[0, rows], *(self.voices[copy, rows] for copy in range(1, COPIES))])
            self._hearers[key] = trained(heard, np.tile(self.digits.spoken[rows], COPIES), self.seed)
        return self._hearers[key]

    def seer(self, without: str = "") -> State:
        """The expert of pictures that never saw those paired with this speaker; held-out pictures nobody saw."""
        if without not in self._seers:
            rows = self.digits.speakers != without
            given = self.pictures[:, rows].reshape(-1, SIDE * SIDE)
            self._seers[without] = trained(given, np.tile(self.digits.spoken[rows], COPIES), self.seed)
        return self._seers[without]

    def training(self, speaker: str) -> VoiceTable:
        """All other speakers' pairs, clean and noisy, and statements of experts that knew neither voice nor picture."""
        parts = [self._others(speaker, other) for other in np.unique(self.digits.speakers) if other != speaker]
        said = {role: np.concatenate([part[0][role] for part in parts]) for role in ROLES}
        seen = {role: np.concatenate([part[1][role] for part in parts]) for role in ROLES}
        names = np.concatenate([np.repeat(part[2], len(part[3])) for part in parts])
        return table(said, seen, np.concatenate([part[3] for part in parts]), names)

    def _others(self, speaker: str, other: str) -> tuple[dict[str, Array], dict[str, Array], str, NDArray[np.intp]]:
        rows = self.digits.speakers == other
        pictures = np.concatenate([self.pictures[picture, rows] for picture, _ in COMBINATIONS])
        sounds = np.concatenate([self.sounds[sound, rows] for _, sound in COMBINATIONS])
        said = {"picture": self.seer(other)(pictures), "sound": self.hearer(speaker, other)(sounds)}
        truth = np.tile(self.digits.spoken[rows], len(COMBINATIONS))
        return said, {"picture": halved(pictures), "sound": sounds}, other, truth

    def asked(self, speaker: str, pictures: Array, sounds: Array) -> VoiceTable:
        """His pairs; the experts were fitted without him and without these pictures."""
        rows = self.digits.speakers == speaker
        said = {"picture": self.seer()(pictures), "sound": self.hearer(speaker)(sounds)}
        truth = self.digits.spoken[rows]
        return table(said, {"picture": halved(pictures), "sound": sounds}, truth, np.repeat(speaker, len(truth)))


def halved(pictures: Array) -> Array:
    """``(n, 784)`` to ``(n, 196)``: what fusers see of a picture."""
    small: Array = pictures.reshape(-1, SIDE // 2, 2, SIDE // 2, 2).mean(axis=(2, 4)).reshape(len(pictures), -1)
    return small


def table(said: dict[str, Array], seen: dict[str, Array], digits: NDArray[np.intp], groups: NDArray[Any]) -> VoiceTable:
    """What a fuser hears of pairs."""
    return VoiceTable(LABELS, np.eye(10)[digits], groups, said, seen, exclusive=True)
