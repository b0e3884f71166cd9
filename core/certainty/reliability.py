"""How far probabilities are from frequencies, and how far scores rank better than chance.

Here, below fusion and training, because calibration is chosen and certificates are withheld by these two figures.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]
BINS = 10
ROUNDING = 1e-6
Z95 = 1.959963984540054


def calibration_error(truth: Array, probabilities: Array, bins: int = BINS) -> float:
    """Expected calibration error over bins of equal width (Naeini et al., AAAI 2015); not a number without cases.

    Args:
        truth: ``(n,)`` of 0 and 1.
        probabilities: ``(n,)``; one outside of [0, 1] or not a number makes the figure not a number.
        bins: How many.
    """
    if len(truth) == 0 or not bool(np.all((probabilities >= 0.0) & (probabilities <= 1.0 + ROUNDING))):
        return float("nan")
    which = np.minimum((probabilities * bins).astype(int), bins - 1)
    gaps = np.bincount(which, probabilities - truth, minlength=bins)
    return float(np.sum(np.abs(gaps)) / len(truth))


def auroc_interval(
    scores: Array, truth: NDArray[np.bool_], groups: NDArray[Any] | None = None
) -> tuple[float, float, float]:
    """AUROC with its 95 % interval, without resampling, for cases of which several may be one patient's.

    The variance is DeLong's (Biometrics 1988) in the form for clustered data of Obuchowski (Biometrics 1997), which is
    the former where every case is a patient of its own.

    Args:
        scores: ``(n,)``.
        truth: ``(n,)``; whether the finding is there.
        groups: ``(n,)``; the patient of each case; each case is its own where this is not given.

    Returns:
        The figure, and where its interval begins and ends. Not a number where a class has fewer than two patients.
    """
    patients = np.arange(len(scores)) if groups is None else np.unique(groups, return_inverse=True)[1]
    nothing = (float("nan"),) * 3
    if not np.all(np.isfinite(scores)) or min(len(np.unique(patients[truth])), len(np.unique(patients[~truth]))) < 2:
        return nothing
    above, below = _shares_below(scores[truth], scores[~truth]), 1.0 - _shares_below(scores[~truth], scores[truth])
    area = float(above.mean())
    reach = Z95 * math.sqrt(_variance(above - area, below - area, patients[truth], patients[~truth]))
    return area, max(0.0, area - reach), min(1.0, area + reach)


def _shares_below(scores: Array, others: Array) -> Array:
    """Of each score, the share of the others that lie below it, ties by half: ``(n,)``."""
    ordered = np.sort(others)
    under, upto = np.searchsorted(ordered, scores, "left"), np.searchsorted(ordered, scores, "right")
    shares: Array = (under + upto) / 2.0 / len(others)
    return shares


def _variance(above: Array, below: Array, positive: NDArray[np.intp], negative: NDArray[np.intp]) -> float:
    """Obuchowski's variance from centred shares and the patients that they belong to."""
    count = int(max(positive.max(), negative.max())) + 1
    up, down = np.bincount(positive, above, count), np.bincount(negative, below, count)
    many, few = len(np.unique(positive)), len(np.unique(negative))
    every = len(np.union1d(positive, negative))
    first = many / (many - 1) * float(up @ up) / len(above) ** 2
    second = few / (few - 1) * float(down @ down) / len(below) ** 2
    both = every / (every - 1) * float(up @ down) / (len(above) * len(below))
    return max(0.0, first + second + 2.0 * both)


def reliability_curve(truth: Array, probabilities: Array, bins: int = BINS) -> list[dict[str, float]]:
    """What was said against what was so, in bins of as many cases each.

    Args:
        truth: ``(n,)`` of 0 and 1.
        probabilities: ``(n,)``.
        bins: How many.

    Returns:
        Of each bin the mean probability (``said``), the share of positives (``seen``) with Wilson's 95 % interval
        (Journal of the American Statistical Association 1927) and the ``count``. Cases of one patient count as several,
        so that the interval is a little narrow.
    """
    order = np.argsort(probabilities, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    return [_bin(truth[part], probabilities[part]) for part in parts]


def _bin(truth: Array, probabilities: Array) -> dict[str, float]:
    count, seen = len(truth), float(truth.mean())
    centre = (seen + Z95**2 / (2 * count)) / (1 + Z95**2 / count)
    reach = Z95 / (1 + Z95**2 / count) * math.sqrt(seen * (1 - seen) / count + Z95**2 / (4 * count**2))
    figures = {"said": float(probabilities.mean()), "seen": seen, "low": centre - reach, "high": centre + reach}
    return {**{name: round(max(0.0, min(1.0, value)), 4) for name, value in figures.items()}, "count": count}
