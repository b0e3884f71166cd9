"""The rate of learning over a run: a linear rise to its peak, then half a cosine down to zero."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any


def share_of_peak(step: int, steps: int, warmup: float) -> float:
    """What share of its peak the rate has at a step (the cosine of Loshchilov and Hutter, ICLR 2017).

    Args:
        step: Counted from 0.
        steps: Of the whole run.
        warmup: Share of the steps in which the rate rises.
    """
    rising = math.ceil(steps * warmup)
    if step < rising:
        return (step + 1) / rising
    return 0.5 * (1.0 + math.cos(math.pi * (step - rising) / max(1, steps - rising)))


def peaks(groups: Sequence[dict[str, Any]]) -> list[float]:
    """The peak rate of each parameter group."""
    return [float(group["lr"]) for group in groups]


def set_rates(groups: Sequence[dict[str, Any]], peaks: Sequence[float], share: float) -> None:
    """Give every group of an optimiser its share of its own peak."""
    for group, peak in zip(groups, peaks, strict=True):
        group["lr"] = peak * share
