"""Sound in which two pitches go on at once: people who talk over each other for long.

In a voiced frame the pitch that fits best is taken away by a comb filter (A. de Cheveigné, J. Acoust. Soc. Am. 1993);
where what is left still has a pitch, which is no multiple of the first, two voices sound. Natural and hoarse voices and
echoes look alike; but one of them alone is understood, and two at once are not. So few words that are clear must go
with it, where words are known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from domains.telemedicine.speech import sound
from domains.telemedicine.transcripts.transcript import Word
from domains.telemedicine.voices.hearing import Span, shortened

FRAME, HOP = 1024, 512
FIRST, LAST = sound.RATE // 400, sound.RATE // 60
OCTAVE, VOICED, SECOND, LEFT = 0.03, 0.4, 0.4, 0.15
BLOCK, NEARLY, FEW, SHARE, RUN = 10.0, 0.99, 20, 0.25, 2
CLEAR, UNDERSTOOD = 0.6, 1.2
Floats = NDArray[np.float32]


def twofold(pcm: Path, spans: Sequence[Span], words: Sequence[Word]) -> list[Span]:
    """Stretches in seconds of twenty seconds of speech or more in which two voices sound and little is understood."""
    found: list[list[Span]] = [[]]
    for start, end, share in shares(pcm, spans):
        if share >= SHARE and _clear(words, start, end) < UNDERSTOOD * BLOCK:
            found[-1].append((start, end))
        elif found[-1]:
            found.append([])
    return [(run[0][0], run[-1][1]) for run in found if len(run) >= RUN]


def _clear(words: Sequence[Word], start: float, end: float) -> int:
    """Words that the recogniser was sure of; a block holds `BLOCK` seconds of speech, however long it lasts."""
    return sum(one.probability >= CLEAR and start <= one.start < end for one in words)


def shares(pcm: Path, spans: Sequence[Span]) -> Iterator[tuple[float, float, float]]:
    """Start, end, and the share of voiced frames with a second pitch, of every ten seconds of speech."""
    parts: list[Floats] = []
    start, held = 0.0, 0.0
    for begin, end in shortened(spans, BLOCK / 5):
        start = begin if not parts else start
        parts.append(sound.cut(pcm, begin, end))
        held += end - begin
        if held >= NEARLY * BLOCK:
            yield start, end, share_of(np.concatenate(parts))
            parts, held = [], 0.0


def share_of(samples: Floats) -> float:
    """Of voiced frames, how many have a second pitch; 0 where hardly any is voiced."""
    if len(samples) < FRAME:
        return 0.0
    frames = np.lib.stride_tricks.sliding_window_view(samples, FRAME)[::HOP].astype(np.float32)
    frames = frames - frames.mean(axis=1, keepdims=True)
    likeness, power = _autocorrelation(frames)
    costs = OCTAVE * np.log2(np.arange(FIRST, LAST) / FIRST)
    period = (likeness[:, FIRST:LAST] - costs).argmax(axis=1) + FIRST
    voiced = (likeness[np.arange(len(frames)), period] > VOICED) & (power > 0.05 * np.median(power))
    if voiced.sum() < FEW:
        return 0.0
    left = _without(frames[voiced], period[voiced])
    energy = (left**2).sum(axis=1) / np.maximum(2 * (frames[voiced] ** 2).sum(axis=1), 1e-12)
    return float(np.mean((_second(left, period[voiced]) > SECOND) & (energy > LEFT)))


def _without(frames: Floats, period: NDArray[np.intp]) -> Floats:
    """Frames less themselves one period before; nothing in the first period."""
    at = np.arange(FRAME)[None] - period[:, None]
    before = np.take_along_axis(frames, np.maximum(at, 0), axis=1)
    return np.asarray(np.where(at >= 0, frames - before, 0.0), np.float32)


def _second(left: Floats, period: NDArray[np.intp]) -> Floats:
    """Highest peak at a lag that is no multiple of the first period."""
    likeness, _ = _autocorrelation(left)
    lags = np.arange(FIRST, LAST)[None] / period[:, None]
    same = np.abs(lags - np.round(lags)) * period[:, None] < np.maximum(3.0, 0.06 * period[:, None])
    return np.asarray(np.where(same, -1.0, likeness[:, FIRST:LAST]).max(axis=1), np.float32)


def _autocorrelation(frames: Floats) -> tuple[Floats, Floats]:
    """``(n, lags)``, 1 at lag 0 and freed of the window's own, and the power ``(n,)``."""
    window = np.hanning(FRAME).astype(np.float32)
    own = np.fft.irfft(np.abs(np.fft.rfft(window, 2 * FRAME)) ** 2)[:LAST]
    raw = np.fft.irfft(np.abs(np.fft.rfft(frames * window, 2 * FRAME)) ** 2)[:, :LAST]
    power = raw[:, 0]
    out = raw / np.maximum(power[:, None], 1e-12) / (own / own[0])
    return out.astype(np.float32), power.astype(np.float32)
