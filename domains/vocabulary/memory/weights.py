"""Weights that learn from every answer: Bayesian logistic regression, one answer at a time.

A Gaussian over each weight on its own moves by one step of the extended Kalman filter, as in assumed density filtering
(Opper, in On-Line Learning in Neural Networks, 1998); chances allow for what is not known yet by the probit
approximation (MacKay, Neural Computation, 1992). The prior mean is nought, which is what to correct before any answer.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from math import fsum
from operator import mul
from typing import NamedTuple

Vector = tuple[float, ...]
_PROBIT = math.pi / 8


class Guess(NamedTuple):
    """A chance with what is needed to learn from the answer.

    Attributes:
        chance: Of recall.
        slope: Derivative of the chance by the log odds, at their mean.
        error: 1 less the chance at the mean of the log odds; less 1 where the answer is wrong.
        spread: Variance of the log odds.
        lean: Variance of each weight times its value.
    """

    chance: float
    slope: float
    error: float
    spread: float
    lean: list[float]


class Weights(NamedTuple):
    """Means and variances of the weights, and how much FSRS alone is trusted beside them (0 to 1)."""

    means: Vector
    variances: Vector
    trust: float

    def guess(self, values: Vector, said: float, spread: float) -> Guess:
        """The chance of recall.

        Args:
            values: As many as there are weights.
            said: Log odds to correct; the mean effect of the card is in them.
            spread: Variance of that effect.
        """
        lean = list(map(mul, self.variances, values))
        total = fsum(map(mul, lean, values)) + spread
        odds = said + fsum(map(mul, self.means, values))
        bold = sigmoid(odds)
        return Guess(sigmoid(odds / math.sqrt(1 + _PROBIT * total)), bold * (1 - bold), 1 - bold, total, lean)

    def learned(self, guess: Guess, right: bool, trust: float) -> Weights:
        """The weights after the answer."""
        scale = 1 / (1 + guess.slope * guess.spread)
        step, shrink = (guess.error if right else guess.error - 1) * scale, guess.slope * scale
        means = tuple([mean + step * lean for mean, lean in zip(self.means, guess.lean, strict=True)])
        variances = tuple([old - shrink * lean * lean for old, lean in zip(self.variances, guess.lean, strict=True)])
        return Weights(means, variances, trust)

    def to_list(self) -> list[list[float]]:
        """For JSON, which keeps every bit of a float."""
        return [list(self.means), list(self.variances), [self.trust]]

    @classmethod
    def from_list(cls, values: Sequence[Sequence[float]]) -> Weights:
        """What `to_list` gave."""
        means, variances, (trust,) = values
        return cls(tuple(means), tuple(variances), trust)


def moved(mean: float, variance: float, guess: Guess, right: bool) -> tuple[float, float]:
    """Mean and variance of the card's own effect after the answer: a weight of its own whose value is 1."""
    scale = variance / (1 + guess.slope * guess.spread)
    return mean + (guess.error if right else guess.error - 1) * scale, variance - guess.slope * variance * scale


def sigmoid(odds: float) -> float:
    """Chance of log odds, without overflow."""
    if odds < 0:
        power = math.exp(odds)
        return power / (1 + power)
    return 1 / (1 + math.exp(-odds))
