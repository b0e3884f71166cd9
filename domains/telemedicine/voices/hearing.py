"""Speech as vectors that belong to voices: windows of 1.6 s, four tenths of a second apart, within stretches of speech.

Nothing of a recording is held but one stretch of at most half a minute, and a vector for each window.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from domains.telemedicine.speech import sound
from domains.telemedicine.voices.pieces import between, pauses

if TYPE_CHECKING:
    from torch import Tensor

FRAME, WINDOW, HOP, LEAST = 0.01, 160, 40, 12
LONGEST, BATCH = 30.0, 128
Span = tuple[float, float]
Tell = Callable[[float], None]
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Heard:
    """Windows of speech.

    Attributes:
        starts: ``(n,)``; seconds.
        ends: ``(n,)``; seconds.
        vectors: ``(n, 256)``; of unit length.
    """

    starts: Floats
    ends: Floats
    vectors: Floats

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def middles(self) -> Floats:
        """``(n,)``; seconds."""
        return np.asarray((self.starts + self.ends) / 2, np.float32)


def hear(pcm: Path, spans: Sequence[Span], tell: Tell = lambda fraction: None) -> Heard:
    """Every window of the spans, in order.

    Args:
        pcm: The sound of a work folder.
        spans: Stretches of speech in seconds.
        tell: Told the fraction done.

    Raises:
        WeightsError: the speaker encoder's weights are absent or altered.
    """
    places: list[tuple[float, float]] = []
    vectors: list[Floats] = [np.zeros((0, 256), np.float32)]
    waiting: list[Tensor] = []
    total = max(sum(end - start for start, end in spans), 1e-9)
    done = 0.0
    for start, end in shortened(spans):
        for at, until, frames in _windows(pcm, start, end):
            places.append((at, until))
            waiting.append(frames)
        done += end - start
        if len(waiting) >= BATCH:
            vectors.append(_vectors(waiting))
            waiting = []
            tell(min(done / total, 1.0))
    if waiting:
        vectors.append(_vectors(waiting))
    table = np.array(places, np.float32).reshape(-1, 2)
    return Heard(table[:, 0], table[:, 1], np.concatenate(vectors))


def shortened(spans: Sequence[Span], longest: float = LONGEST) -> Iterator[Span]:
    """The spans, long ones in equal pieces of so many seconds or less."""
    for start, end in spans:
        count = max(1, int(np.ceil((end - start) / longest)))
        edges = np.linspace(start, end, count + 1)
        yield from ((float(a), float(b)) for a, b in pairwise(edges))


def _windows(pcm: Path, start: float, end: float) -> Iterator[tuple[float, float, Tensor]]:
    """Start, end and spectrogram ``(160, 40)`` of each window, and of each short piece between two pauses."""
    from core.encoders.audio_voice import mel, raised

    samples = sound.cut(pcm, start, end)
    if len(samples) < LEAST * FRAME * sound.RATE:
        return
    frames = mel(raised(samples))
    stops = range(0, max(1, len(frames) - WINDOW), HOP)
    places = [(first, first + WINDOW) for first in (*stops, len(frames) - WINDOW) if first >= 0] or [(0, len(frames))]
    parts = between(pauses(samples), end - start)
    short = [(round(a / FRAME), round(b / FRAME)) for a, b in parts if b - a < WINDOW * FRAME and len(parts) > 1]
    for first, stop in sorted({*places, *short}):
        yield start + first * FRAME, start + stop * FRAME, _filled(frames[first:stop])


def _filled(frames: Tensor) -> Tensor:
    """``(160, 40)``; what is shorter is repeated."""
    return frames.repeat(-(-WINDOW // len(frames)), 1)[:WINDOW]


def _vectors(frames: Sequence[Tensor]) -> Floats:
    import torch

    from core.encoders.audio_voice import shipped

    with torch.inference_mode():
        return np.asarray(shipped()(torch.stack(list(frames))).numpy(), np.float32)
