"""What a voice is like, as far as a triage or a page needs it: time, pitch, pace, loudness, pauses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from domains.telemedicine.speech import sound
from domains.telemedicine.transcripts import Word
from domains.telemedicine.voices.hearing import Span

HEARD, FRAME, HOP = 40.0, 1024, 512
LOWEST, HIGHEST, VOICED, OCTAVE = 60.0, 400.0, 0.5, 0.03
PAUSE, MINUTE = 0.3, 60.0


@dataclass(frozen=True)
class Voice:
    """A speaker of a recording.

    Attributes:
        seconds: How long they speak.
        share: Of all that is spoken, 0 to 1.
        turns: How often they take the word.
        pitch: Median, hertz; None where no voiced sound was found.
        rate: Words a minute of speech; None where no words are known.
        level: Loudness of their speech, decibels below full scale.
        pauses: Silences of 0.3 s or more between words of one turn, for each minute of speech; None without words.
    """

    seconds: float
    share: float
    turns: int
    pitch: float | None
    rate: float | None
    level: float
    pauses: float | None

    def json(self) -> dict[str, float | int | None]:
        """As it is kept."""
        return {key: round(value, 3) if isinstance(value, float) else value for key, value in asdict(self).items()}


def measured(pcm: Path, spans: Sequence[Span], spoken: float, words: Sequence[Word] | None) -> Voice:
    """One voice.

    Args:
        pcm: The sound.
        spans: When they speak, in order.
        spoken: Seconds that everybody speaks.
        words: All words of the recording, if they are known.
    """
    seconds = sum(end - start for start, end in spans)
    samples = _some(pcm, spans)
    own = None if words is None else said_in(words, spans)
    return Voice(
        seconds=round(seconds, 2),
        share=seconds / max(spoken, 1e-9),
        turns=len(spans),
        pitch=pitch(samples),
        rate=None if own is None else sum(map(len, own)) / max(seconds, 1e-9) * MINUTE,
        level=float(10 * np.log10(np.mean(np.square(samples, dtype=np.float64)) + 1e-12)) if len(samples) else -120.0,
        pauses=None if own is None else _pauses(own) / max(seconds, 1e-9) * MINUTE,
    )


def said_in(words: Sequence[Word], spans: Sequence[Span]) -> list[list[Word]]:
    """The words whose middles lie in each span."""
    middles = np.array([(word.start + word.end) / 2 for word in words])
    edges = [np.searchsorted(middles, span) for span in spans]
    return [list(words[first:stop]) for first, stop in edges]


def _pauses(said: Sequence[Sequence[Word]]) -> int:
    return sum(after.start - before.end >= PAUSE for turn in said for before, after in pairwise(turn))


def _some(pcm: Path, spans: Sequence[Span]) -> NDArray[np.float32]:
    """Forty seconds of speech at most, from the longest stretches."""
    parts: list[NDArray[np.float32]] = [np.zeros(0, np.float32)]
    left = HEARD
    for start, end in sorted(spans, key=lambda span: span[0] - span[1]):
        parts.append(sound.cut(pcm, start, min(end, start + left)))
        left -= len(parts[-1]) / sound.RATE
        if left <= 0:
            break
    return np.concatenate(parts)


def pitch(samples: NDArray[np.float32]) -> float | None:
    """Median over voiced frames of 64 ms, by the highest peak of the autocorrelation (P. Boersma, IFA Proc. 1993).

    Twice a period fits as well as the period itself, so longer ones cost a little.
    """
    if len(samples) < FRAME:
        return None
    frames = np.lib.stride_tricks.sliding_window_view(samples, FRAME)[::HOP].astype(np.float32)
    frames = frames - frames.mean(axis=1, keepdims=True)
    power = np.abs(np.fft.rfft(frames * np.hanning(FRAME).astype(np.float32), 2 * FRAME)) ** 2
    likeness = np.fft.irfft(power)[:, :FRAME]
    window = np.fft.irfft(np.abs(np.fft.rfft(np.hanning(FRAME), 2 * FRAME)) ** 2)[:FRAME]
    first, last = round(sound.RATE / HIGHEST), round(sound.RATE / LOWEST)
    level = likeness[:, :1]
    peaks = likeness[:, first:last] / np.maximum(level, 1e-12) / (window[first:last] / window[0])
    loud = level[:, 0] > 0.1 * np.median(level)
    costs = OCTAVE * np.log2(np.arange(first, last) / first)
    best = (peaks - costs).argmax(axis=1)[loud & (peaks.max(axis=1) > VOICED)]
    return float(np.median(sound.RATE / (best + first))) if len(best) else None
