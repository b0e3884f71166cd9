"""Times of a call, told by their middle and their tail."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import TypeVar

Given = TypeVar("Given")
WARM = 3


def timed(call: Callable[[Given], Given], given: Given, times: int) -> tuple[list[float], Given]:
    """Milliseconds of each call, the first few left out; each is given what the one before it returned."""
    taken = []
    for number in range(times + WARM):
        started = time.perf_counter()
        given = call(given)
        if number >= WARM:
            taken.append(1000 * (time.perf_counter() - started))
    return taken, given


def told(name: str, taken: list[float], most: float) -> str:
    """A row of the table: median, 95th percentile, slowest, and whether the median keeps to what is claimed."""
    middle, tail = statistics.median(taken), sorted(taken)[int(0.95 * (len(taken) - 1))]
    kept = "yes" if middle <= most else "NO"
    return f"{name:<44}{middle:>9.1f}{tail:>9.1f}{max(taken):>9.1f}{most:>9.0f}   {kept}"


HEAD = f"{'milliseconds':<44}{'median':>9}{'95 %':>9}{'slowest':>9}{'claimed':>9}   kept"
