"""From likeness by channel to one score: how rare it is, among the pairs of a deck, to be so alike.

Channels have scales of their own; their tail probabilities have one. They are combined by Fisher's method (Statistical
Methods for Research Workers, 1925): the sum of their logarithms against chi-squared of twice as many degrees of
freedom. Channels are not independent, so the score ranks pairs and is no probability. All channels weigh the same:
learners' mix-ups, by which weights could be fitted, are not had.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Likeness = NDArray[np.float32]
RAREST = 8.0


def tails(values: Likeness, reference: Likeness) -> NDArray[np.float64]:
    """The share of random pairs that is at least so alike; NaN where a pair has no value.

    Args:
        values: ``(n,)`` likeness of the pairs in question.
        reference: Likeness of pairs drawn by lot.
    """
    known = np.sort(reference[~np.isnan(reference)])
    above = len(known) - np.searchsorted(known, values, side="left")
    share = (above + 0.5) / (len(known) + 1.0)
    return np.where(np.isnan(values) | (len(known) == 0), np.nan, np.minimum(share, 1.0))


def score(channels: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
    """``(n,)`` from 0 to 1: 1 where chance gives one such pair in a hundred million, 0 where any is so alike.

    Args:
        channels: Tail probabilities; NaN where a channel has no say.
    """
    logs = np.stack([np.log(each) for each in channels.values()])
    heard = np.sum(~np.isnan(logs), axis=0)
    combined = _chi_tail(-np.nansum(logs, axis=0), heard)
    scored: NDArray[np.float64] = np.clip(-np.log10(combined) / RAREST, 0.0, 1.0)
    return scored


def _chi_tail(half: NDArray[np.float64], channels: NDArray[np.intp]) -> NDArray[np.float64]:
    """Upper tail of chi-squared of ``2 x channels`` degrees at ``2 x half``, closed for even degrees."""
    term, total = np.ones_like(half), np.zeros_like(half)
    for step in range(int(channels.max(initial=0))):
        total = np.where(step < channels, total + term, total)
        term = term * half / (step + 1)
    tail: NDArray[np.float64] = np.where(channels == 0, 1.0, np.clip(np.exp(-half) * total, 1e-300, 1.0))
    return tail
