"""How far what was heard lies from how a name sounds: many pairs at once.

The distance is that of V. Levenshtein (Soviet Physics Doklady 10 (1966) 707-710) with costs by articulation. All pairs
of a consultation are walked through together, so the time is that of one pair times a few array operations.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from domains.telemedicine.lexicon.sounds import exchange, loss, numbers

Array = NDArray[np.float32]
NEVER = 99.0
TOGETHER = 2048
"""Pairs that are walked through at once: as many as fit into a processor's own memory, of much the same length."""


def distances(heard: Sequence[str], meant: Sequence[str]) -> Array:
    """``(n,)``: the distance of each pair of sounds, not normalised.

    Args:
        heard: What the recogniser wrote, as sounds.
        meant: How a name sounds, one for each.
    """
    order = sorted(range(len(heard)), key=lambda at: (len(meant[at]), len(heard[at])))
    out = np.zeros(len(heard), np.float32)
    for first in range(0, len(order), TOGETHER):
        mine = order[first : first + TOGETHER]
        out[mine] = _together([heard[at] for at in mine], [meant[at] for at in mine])
    return out


def _together(heard: Sequence[str], meant: Sequence[str]) -> Array:
    one, two = _padded(heard), _padded(meant)
    swap, gap = np.pad(exchange(), ((0, 1), (0, 1)), constant_values=NEVER), np.append(loss(), np.float32(0))
    above = np.concatenate([np.zeros((len(heard), 1), np.float32), np.cumsum(gap[two], axis=1)], axis=1)
    for at in range(one.shape[1]):
        above = _next(above, one[:, at], two, swap, gap)
    return np.asarray(above[:, -1], np.float32)


def _next(above: Array, sound: NDArray[np.int8], two: NDArray[np.int8], swap: Array, gap: Array) -> Array:
    """The row of the table below; where a word has ended (padding), it costs nothing more."""
    here = np.empty_like(above)
    here[:, 0] = above[:, 0] + gap[sound]
    for at in range(two.shape[1]):
        other = two[:, at]
        least = np.minimum(above[:, at] + swap[sound, other], above[:, at + 1] + gap[sound])
        here[:, at + 1] = np.minimum(least, here[:, at] + gap[other])
    ended = sound == len(gap) - 1
    here[ended] = above[ended]
    return here


def _padded(sounds: Sequence[str]) -> NDArray[np.int8]:
    longest = max(map(len, sounds))
    out = np.full((len(sounds), max(longest, 1)), len(loss()), np.int8)
    for row, one in enumerate(sounds):
        out[row, : len(one)] = numbers(one)
    return out
