"""The sound of a work folder, a piece at a time, and how loud it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
BLOCK = 60.0
WANTED, LOUD, NEAR, FLOOR, MOST = -20.0, 80.0, 30.0, -75.0, 40.0
FULL = 32_768.0
Samples = NDArray[np.float32]


def seconds(path: Path) -> float:
    """Length of the sound."""
    return path.stat().st_size / 2 / RATE


def cut(path: Path, start: float, end: float, gain: float = 1.0) -> Samples:
    """The samples between two seconds, in [-1, 1], made louder by a factor and never over full scale.

    Args:
        path: 16-bit integers, little-endian, 16 kHz, one channel.
        start: Seconds from the beginning.
        end: Seconds from the beginning; what lies behind the end of the sound is left out.
        gain: Factor.
    """
    first, stop = round(max(start, 0.0) * RATE), round(end * RATE)
    raw = np.fromfile(path, "<i2", count=max(stop - first, 0), offset=2 * first)
    return np.asarray(np.clip(raw.astype(np.float32) * np.float32(gain / FULL), -1.0, 1.0), dtype=np.float32)


def blocks(path: Path, gain: float = 1.0) -> Iterator[Samples]:
    """The whole sound, a minute at a time, so that an hour costs no more memory than a minute."""
    for at in np.arange(0.0, seconds(path), BLOCK):
        yield cut(path, float(at), float(at) + BLOCK, gain)


def gain(path: Path) -> float:
    """By which factor speech in the sound is brought to a usual loudness."""
    return gain_at(loudness(path))


def gain_at(decibels: float) -> float:
    """By which factor a sound of that loudness is made louder; quiet is never made quieter, and silence stays so."""
    return float(10 ** (np.clip(WANTED - decibels, 0.0, MOST) / 20)) if not silent_at(decibels) else 1.0


def silent_at(decibels: float) -> bool:
    """Whether a sound of that loudness holds nothing to be heard."""
    return decibels <= FLOOR


def loudness(path: Path) -> float:
    """Decibels below full scale of what is loud in the sound, however little of it that is.

    Half seconds within 30 dB of the loudest count; four fifths of them are quieter.
    """
    levels = np.concatenate([_levels(block) for block in blocks(path)] or [np.full(1, -120.0)])
    near = levels[levels >= levels.max() - NEAR]
    return float(np.percentile(near, LOUD))


def _levels(block: Samples, length: int = RATE // 2) -> NDArray[np.float64]:
    """Decibels of each half second."""
    whole = np.pad(block, (0, -len(block) % length)).reshape(-1, length).astype(np.float64)
    return np.asarray(10.0 * np.log10(np.mean(whole**2, axis=1) + 1e-12), dtype=np.float64)
