"""Pairs of a written and a spoken digit, with noise on either: an artificial pairing, for measuring fusion only.

Each recording is paired with a picture of the same digit, its own one: the 2,500 recordings with the 2,500 training
pictures, once and for all. When a speaker is left out to be tested, his 500 recordings are paired anew with the 500
pictures that nothing was trained on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_dir

Array = NDArray[np.floating[Any]]
RATE, STEPS, BANDS, TOP = 8000, 24, 28, 56
SIDE = 28
COPIES = 4
SNR = (-15.0, 20.0)
GRAIN, HIDDEN_SHARE = 1.2, 0.7


@dataclass(frozen=True)
class Digits:
    """The collection.

    Attributes:
        sounds: Samples of each recording in [-1, 1] at 8,000 Hz.
        speakers: ``(n,)``.
        spoken: ``(n,)``; the digit that is said.
        pictures: ``(m, 28, 28)`` in [0, 1].
        written: ``(m,)``.
        held_out: ``(m,)``; pictures that only the test may see.
    """

    sounds: Sequence[Array]
    speakers: NDArray[Any]
    spoken: NDArray[np.intp]
    pictures: Array
    written: NDArray[np.intp]
    held_out: NDArray[np.bool_]


def read(data: Path) -> Digits:
    """Both sets, as the data folder holds them."""
    import pandas as pd
    import soundfile
    from PIL import Image

    said = pd.read_csv(data / "spoken_digits" / "labels.csv")
    drawn = pd.read_csv(data / "mnist_png" / "labels.csv")
    sounds = [soundfile.read(data / "spoken_digits" / name)[0] for name in said.file]
    pictures = [np.asarray(Image.open(data / "mnist_png" / name).convert("L")) / 255.0 for name in drawn.file]
    return Digits(
        sounds,
        np.asarray(said.speaker),
        np.asarray(said.digit),
        np.stack(pictures),
        np.asarray(drawn.digit),
        np.asarray(drawn.split == "valid"),
    )


def pairing(
    spoken: NDArray[np.intp], written: NDArray[np.intp], open_: NDArray[np.bool_], seed: int
) -> NDArray[np.intp]:
    """For each recording a picture of its digit, none twice, of those that are open.

    Raises:
        ValueError: a digit has fewer pictures than recordings.
    """
    random, found = np.random.default_rng(seed), np.zeros(len(spoken), np.intp)
    for digit in np.unique(spoken):
        rows, pictures = np.flatnonzero(spoken == digit), np.flatnonzero((written == digit) & open_)
        if len(pictures) < len(rows):
            raise ValueError(f"There are {len(rows)} recordings of {digit} and only {len(pictures)} pictures.")
        found[rows] = random.permutation(pictures)[: len(rows)]
    return found


def with_noise(sound: Array, decibels: float, random: np.random.Generator) -> Array:
    """White noise added at a ratio of signal to noise; ``inf`` adds none.

    Args:
        sound: ``(samples,)``.
        decibels: Ten times the logarithm of the ratio of the two mean powers.
        random: Where the noise comes from.
    """
    noise = random.standard_normal(len(sound))
    power = np.mean(sound**2) / 10 ** (decibels / 10)
    noisy: Array = sound + noise * np.sqrt(power / np.mean(noise**2))
    return noisy


def grainy(picture: Array, spread: float, random: np.random.Generator) -> Array:
    """Gaussian noise on every pixel, cut to [0, 1]."""
    noisy: Array = np.clip(picture + spread * random.standard_normal(picture.shape), 0.0, 1.0)
    return noisy


def occluded(picture: Array, share: float, random: np.random.Generator) -> Array:
    """A gray square over this share of the picture, anywhere."""
    side = round(SIDE * np.sqrt(share))
    top, left = random.integers(0, SIDE - side + 1, 2)
    covered = picture.copy()
    covered[top : top + side, left : left + side] = 0.5
    return covered


def mel(sounds: Iterable[Array]) -> Array:
    """``(n, 672)``: log-mel bands of each sound below 4 kHz, in pairs, at 24 even steps of its length."""
    import torch
    from scipy.signal import resample_poly

    from core.encoders.logmel import log_mel

    at = np.linspace(0.0, 1.0, STEPS)
    found = []
    for sound in sounds:
        loud = sound / (np.sqrt(np.mean(sound**2)) * 10 + 1e-9)
        bands = log_mel(torch.from_numpy(resample_poly(loud, 2, 1).astype(np.float32))).numpy()[:TOP]
        pairs = bands.reshape(BANDS, 2, -1).mean(axis=1)
        places = at * (pairs.shape[1] - 1)
        found.append(np.stack([np.interp(places, np.arange(pairs.shape[1]), band) for band in pairs], axis=1).ravel())
    return np.stack(found).astype(np.float32)


def noisy_sounds(digits: Digits, seed: int) -> Array:
    """``(COPIES, n, 672)``: each recording clean, and with noise of any strength; kept in the user's cache."""
    random = np.random.default_rng(seed)

    def copy(number: int) -> Array:
        ratios = [np.inf if number == 0 else random.uniform(*SNR) for _ in digits.sounds]
        return mel(with_noise(s, r, random) for s, r in zip(digits.sounds, ratios, strict=True))

    return kept(f"train{seed}", lambda: np.stack([copy(number) for number in range(COPIES)]))


def heard(digits: Digits, decibels: float, seed: int) -> Array:
    """``(n, 672)``: each recording at one ratio of signal to noise."""
    random = np.random.default_rng(seed)
    return kept(f"test{seed}-{decibels:g}", lambda: mel(with_noise(s, decibels, random) for s in digits.sounds))


def kept(name: str, make: Any) -> Array:
    """What was computed before, or what is computed now."""
    file = Path(user_cache_dir("chiron")) / "fusion" / f"digits-{name}.npy"
    if not file.is_file():
        file.parent.mkdir(parents=True, exist_ok=True)
        np.save(file, make())
    found: Array = np.load(file)
    return found


def noisy_pictures(pictures: Array, copies: int, seed: int) -> Array:
    """``(copies, n, 784)``: the pictures clean, and with grain or a patch of any size."""
    random = np.random.default_rng(seed)
    found = [pictures]
    for _ in range(copies - 1):
        found.append(np.stack([_spoilt(picture, random) for picture in pictures]))
    return np.stack(found).reshape(copies, len(pictures), -1).astype(np.float32)


def _spoilt(picture: Array, random: np.random.Generator) -> Array:
    if random.random() < 0.5:
        return grainy(picture, random.uniform(0.0, GRAIN), random)
    return occluded(picture, random.uniform(0.0, HIDDEN_SHARE), random)
