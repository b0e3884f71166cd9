"""The short steps of a card that is being learned, and the fuzz on the days of one that is known.

Rules and bounds are those of the package `fsrs` (MIT); only where its fuzz draws a number, ours mixes a seed, so that a
replay gives the same day again.
"""

import math
from datetime import timedelta
from functools import lru_cache

LEARNING = (timedelta(minutes=1), timedelta(minutes=10))
RELEARNING = (timedelta(minutes=10),)
LONGEST = 36500
FUZZY = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.1), (20.0, math.inf, 0.05))
_MASK = (1 << 64) - 1


def step_after(steps: tuple[timedelta, ...], step: int, rating: int) -> tuple[int, timedelta] | None:
    """The next step and the wait before it; None when the steps are over.

    Args:
        steps: Waits, in order.
        step: Where the card stands; may lie beyond the end when the steps were cut meanwhile.
        rating: 1 (Again) to 4 (Easy).
    """
    if not steps or rating == 4 or (step >= len(steps) and rating != 1):
        return None
    if rating == 1:
        return 0, steps[0]
    if rating == 2:
        return step, _hard(steps, step)
    return None if step + 1 == len(steps) else (step + 1, steps[step + 1])


def _hard(steps: tuple[timedelta, ...], step: int) -> timedelta:
    if step > 0:
        return steps[step]
    return steps[0] * 1.5 if len(steps) == 1 else (steps[0] + steps[1]) / 2.0


def fuzzed(days: int, seed: int, longest: int) -> int:
    """Days with a little chance on them, so that cards learned together do not stay together."""
    if days < 2.5:
        return days
    low, high = _bounds(days, longest)
    return min(round(uniform(seed) * (high - low + 1) + low), longest)


@lru_cache(maxsize=4096)
def _bounds(days: int, longest: int) -> tuple[int, int]:
    delta = 1.0
    for start, end, factor in FUZZY:
        delta += factor * max(min(float(days), end) - start, 0.0)
    high = min(round(days + delta), longest)
    return min(max(2, round(days - delta)), high), high


@lru_cache(maxsize=64)
def uniform(seed: int) -> float:
    """A number from 0 up to 1 that the seed alone decides (SplitMix64, G. Steele and others, OOPSLA 2014)."""
    mixed = (seed + 0x9E3779B97F4A7C15) & _MASK
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
    return ((mixed ^ (mixed >> 31)) >> 11) / (1 << 53)
