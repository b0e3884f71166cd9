"""Roles along a dialogue without labels: people take turns, and nobody talks over themselves."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from domains.telemedicine.transcripts import Utterance

STAY, OVERLAPPED = 0.1, 0.01
Array = NDArray[np.float64]


def smoothed(log_odds: Array, said: Sequence[Utterance]) -> Array:
    """Log-odds of the doctor given the whole dialogue, by the forward-backward algorithm (Rabiner, Proc. IEEE 1989).

    Args:
        log_odds: ``(n,)``; of each utterance alone.
        said: The utterances; where two overlap in time, two people talk.
    """
    if not len(log_odds):
        return log_odds
    here = np.column_stack([-log_odds / 2, log_odds / 2])
    steps = [_step(before, after) for before, after in pairwise(said)]
    ahead, back = here.copy(), np.zeros_like(here)
    for at, step in enumerate(steps, start=1):
        ahead[at] += np.logaddexp(ahead[at - 1, 0] + step[0], ahead[at - 1, 1] + step[1])
    for at in range(len(steps) - 1, -1, -1):
        coming = here[at + 1] + back[at + 1]
        back[at] = np.logaddexp(steps[at][:, 0] + coming[0], steps[at][:, 1] + coming[1])
    both = ahead + back
    return np.asarray(both[:, 1] - both[:, 0])


def _step(before: Utterance, after: Utterance) -> Array:
    """``(2, 2)``; logarithm of the chance that the same person, or the other, goes on."""
    overlaps = before.end is not None and after.start is not None and after.start < before.end
    stay = OVERLAPPED if overlaps else STAY
    return np.asarray(np.log(np.array([[stay, 1 - stay], [1 - stay, stay]])))
