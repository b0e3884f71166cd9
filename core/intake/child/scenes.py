"""Chooses a few pictures of a film in one pass, however long it is: where the scene changes, and spread over its time.

Slots of equal width hold the picture that differs most from the one before it; when there are too many slots, pairs
become one. So a film of any length leaves as many candidates, and memory is bounded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.intake.child.frames import small

THUMBNAIL = 16
CLOSEST = 1.0
LOOKS = 16
CUT = 0.1
"""Mean difference in brightness, of 1, from which on a picture shows another scene."""


@dataclass(frozen=True)
class Still:
    """One picture.

    Attributes:
        second: Second of the player's clock.
        change: Mean difference in brightness from the picture before, 0 to 1; 0 for the first.
        pixels: ``(rows, columns, 3)``, uint8.
    """

    second: float
    change: float
    pixels: NDArray[np.uint8]


class Scenes:
    """Holds at most twice as many pictures as are wanted.

    Args:
        most: How many are wanted.
        side: Longer side to which they are shrunk.
    """

    def __init__(self, most: int, side: int) -> None:
        self._most, self._side = most, side
        self._width = CLOSEST
        self._last = -CLOSEST
        self._before: NDArray[np.float32] | None = None
        self._slots: dict[int, Still] = {}

    def wants(self, second: float) -> bool:
        """Whether a picture of that second is worth decoding; the longer the film, the fewer are."""
        return self._most > 0 and second - self._last >= max(CLOSEST, self._width / LOOKS)

    def take(self, frame: Any, second: float) -> None:
        """Look at a decoded picture and keep it if it is the best of its slot."""
        self._last = second
        change = self._change(frame)
        slot = int(second // self._width)
        if slot not in self._slots or change > self._slots[slot].change:
            self._slots[slot] = Still(second, change, small(frame, self._side))
        while len(self._slots) > 2 * self._most:
            self._halve()

    def chosen(self) -> list[Still]:
        """At most as many as are wanted, in order: two thirds may be new scenes, the rest fill the widest spans."""
        left = sorted(self._slots.values(), key=lambda still: -still.change)
        cuts = [still for still in left if still.change >= CUT][: self._most - self._most // 3]
        kept = cuts or left[:1]
        rest = [still for still in left if not any(still is each for each in kept)]
        while rest and len(kept) < self._most:
            far = max(range(len(rest)), key=lambda at: min(abs(rest[at].second - each.second) for each in kept))
            kept.append(rest.pop(far))
        return sorted(kept, key=lambda still: still.second)

    def _change(self, frame: Any) -> float:
        thumbnail = frame.reformat(THUMBNAIL, THUMBNAIL, "gray", threads=1).to_ndarray().astype(np.float32) / 255
        before, self._before = self._before, thumbnail
        return 0.0 if before is None else float(np.abs(thumbnail - before).mean())

    def _halve(self) -> None:
        self._width *= 2
        slots: dict[int, Still] = {}
        for still in self._slots.values():
            slot = int(still.second // self._width)
            if slot not in slots or still.change > slots[slot].change:
                slots[slot] = still
        self._slots = slots
