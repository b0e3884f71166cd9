"""Windows of speech for a recogniser that reads thirty seconds at once: full, and never cut within a word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from domains.telemedicine.speech import sound
from domains.telemedicine.speech.activity import Span

LONGEST, PAUSE = 28.0, 1.0
LOOKED, FRAME = 12.0, 0.05


@dataclass(frozen=True)
class Window:
    """What is heard at once: stretches of the sound, long pauses between them left out.

    Attributes:
        number: Its place among the windows of the recording, from 0.
        pieces: Start and end of each stretch, seconds of the recording.
    """

    number: int
    pieces: tuple[Span, ...]

    @property
    def start(self) -> float:
        """Where it begins, seconds of the recording."""
        return self.pieces[0][0]

    @property
    def end(self) -> float:
        """Where it ends, seconds of the recording."""
        return self.pieces[-1][1]

    @property
    def seconds(self) -> float:
        """How much of it is heard."""
        return sum(end - start for start, end in self.pieces)

    def samples(self, path: Path, gain: float) -> sound.Samples:
        """What is heard, one stretch after the other."""
        return np.concatenate([sound.cut(path, start, end, gain) for start, end in self.pieces])

    def second(self, heard: float, ending: bool = False) -> float:
        """Second of the recording that is so many seconds into what is heard.

        Args:
            heard: Seconds of what is heard.
            ending: Whether something ends there: at a seam it then lies at the end of the earlier stretch.
        """
        left = max(heard, 0.0)
        for start, end in self.pieces:
            if left < end - start or (ending and left <= end - start + 1e-6):
                return min(start + left, end)
            left -= end - start
        return self.end

    def stretch(self, heard: float) -> Span:
        """The stretch of the recording that is so many seconds into what is heard."""
        left = max(heard, 0.0)
        for piece in self.pieces:
            if left < piece[1] - piece[0]:
                return piece
            left -= piece[1] - piece[0]
        return self.pieces[-1]


def windows(path: Path, spans: Sequence[Span]) -> list[Window]:
    """The windows of a recording: neighbouring spans share one, pauses up to a second stay in it.

    Args:
        path: The sound, to find the quietest place in a span that is longer than a window.
        spans: Stretches of speech, in order.
    """
    packed: list[list[Span]] = []
    for span in spans:
        for piece in _short(path, span):
            if packed and _length(trial := _with(packed[-1], piece)) <= LONGEST:
                packed[-1] = trial
            else:
                packed.append([piece])
    return [Window(number, tuple(pieces)) for number, pieces in enumerate(packed)]


def _with(pieces: Sequence[Span], piece: Span) -> list[Span]:
    """The stretches and one more, joined to the last one where only a short pause lies between."""
    first, last = pieces[:-1], pieces[-1]
    if piece[0] - last[1] <= PAUSE:
        return [*first, (last[0], piece[1])]
    return [*pieces, piece]


def _length(pieces: Sequence[Span]) -> float:
    return sum(end - start for start, end in pieces)


def _short(path: Path, span: Span) -> Iterator[Span]:
    """A span in parts that fit into a window, cut where it is quietest."""
    start, end = span
    while end - start > LONGEST:
        middle = _quietest(path, start + LONGEST - LOOKED, start + LONGEST)
        yield start, middle
        start = middle
    yield start, end


def _quietest(path: Path, first: float, last: float) -> float:
    """Middle of the quietest fifth of a second between two seconds."""
    length = round(FRAME * sound.RATE)
    samples = sound.cut(path, first, last)
    whole = samples[: len(samples) // length * length].reshape(-1, length)
    energy: NDArray[np.float32] = np.convolve(np.mean(whole**2, axis=1), np.full(4, 0.25), mode="valid")
    return round(first + (int(np.argmin(energy)) + 2) * FRAME, 3)
