"""Lays decoded sound on the player's clock: one channel, 16,000 Hz, 16 bits, silence where the track pauses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.case import SOUND_RATE
from core.intake.child.samples import graph_for, pulled

Block = NDArray[np.int16]
TOLERANCE = int(0.2 * SOUND_RATE)
"""Samples by which a track's own count may stray from its clock: less than that is jitter and not a pause."""
LONGEST_PAUSE = 600 * SOUND_RATE
FARTHEST_BACK = 10 * SOUND_RATE


class Timeline:
    """Takes frames of one track in order and gives out samples, so that sample ``n`` sounds at second ``n / 16,000``.

    Args:
        origin: Second of the file's clock at which the player's begins.
        expected: Samples that the file says there are: a pause within them may be of any length.

    Attributes:
        count: Samples given out.
        paused: Samples of them that are silence where the track pauses.
        jumps: How often the clock jumped so far that the sound goes on without following it.
    """

    def __init__(self, origin: float, expected: int) -> None:
        self.count = self.paused = self.jumps = 0
        self._origin, self._expected = origin, expected
        self._fed: float | None = None
        self._skip = 0
        self._shift = 0.0
        self._graph: Any = None
        self._shape: tuple[Any, ...] = ()

    def take(self, frame: Any) -> Iterator[Block]:
        """The samples that are ready once a frame has come."""
        place = self._place(frame)
        if self._fed is None:
            yield from self._begin(place)
        elif abs(place - self._fed) > TOLERANCE:
            if -FARTHEST_BACK <= place - self._fed < 0:
                return
            yield from self._leap(place)
        yield from self._feed(frame)

    def end(self) -> Iterator[Block]:
        """What the resampler still holds."""
        if self._graph is not None:
            self._graph.push(None)
            yield from self._given(pulled(self._graph))
            self._graph = None

    def _place(self, frame: Any) -> float:
        if frame.time is None:
            return self._fed or 0.0
        return (float(frame.time) - self._origin) * SOUND_RATE + self._shift

    def _begin(self, place: float) -> Iterator[Block]:
        """The first frame: silence before it, or what lies before the clock begins is dropped."""
        self._fed = min(0.0, place)
        self._skip = max(0, -round(place))
        if place > 0:
            yield from self._leap(place)

    def _leap(self, place: float) -> Iterator[Block]:
        yield from self.end()
        silence = round(place) - self.count
        if silence < 0 or silence > max(LONGEST_PAUSE, self._expected - self.count):
            self.jumps += 1
            self._shift += (self._fed or 0.0) - place
            return
        self._fed = place
        self.paused += silence
        self.count += silence
        for start in range(0, silence, SOUND_RATE):
            yield np.zeros(min(SOUND_RATE, silence - start), np.int16)

    def _feed(self, frame: Any) -> Iterator[Block]:
        shape = (frame.sample_rate, frame.format.name, frame.layout.name)
        if shape != self._shape or self._graph is None:
            yield from self.end()
            self._graph, self._shape = graph_for(frame), shape
        assert self._fed is not None  # noqa: S101
        self._fed += frame.samples * SOUND_RATE / frame.sample_rate
        frame.pts = None
        self._graph.push(frame)
        yield from self._given(pulled(self._graph))

    def _given(self, blocks: Iterator[Block]) -> Iterator[Block]:
        for block in blocks:
            kept = block[self._skip :]
            self._skip -= len(block) - len(kept)
            self.count += len(kept)
            if len(kept):
                yield kept
