"""Likelihood ratios of assertions, shrunk in two steps, and the slope that makes their sum calibrated.

An assertion's ratio for a label starts from what the assertion is worth for any finding (the pooled ratio, itself
drawn towards 1), or, where it names the finding itself, from what naming a finding is worth for that finding (the
direct prior, pooled over labels). The label's own count then moves it. All steps are the gamma-Poisson estimator
``(observed + k) / (expected + k)``, as for shrunk reporting ratios (W. DuMouchel, Am. Stat. 53 (1999) 177-190).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.training import logistic

Array = NDArray[np.floating[Any]]
SLOPE_PENALTY = 30.0
DIRECT_STRENGTH = 1.0
LEAST_LEFT = 0.02


@dataclass(frozen=True)
class Design:
    """Notes as a table.

    Attributes:
        said: ``(notes, assertions)`` of 0 and 1.
        truth: ``(notes, labels)`` of 0 and 1.
        pooled: Columns of the labels that have positives enough to be pooled.
        direct: Status to (assertion, label) columns where the assertion names the label's own finding.
        stated: Status to a log-ratio that is stated and not measured, for want of notes.
    """

    said: Array
    truth: Array
    pooled: Sequence[int]
    direct: Mapping[str, Sequence[tuple[int, int]]]
    stated: Mapping[str, float]

    def rows(self, rows: NDArray[Any]) -> Design:
        """The same for some of the notes."""
        return Design(self.said[rows], self.truth[rows], self.pooled, self.direct, self.stated)


@dataclass(frozen=True)
class Strengths:
    """How many expected notes weigh as much as the prior: for the pooled ratio and for a label's own."""

    pooled: float
    own: float


@dataclass(frozen=True)
class Calibration:
    """What silence is worth and how much of the sum to believe, ``(labels,)`` each."""

    silence: Array
    slope: Array


def _expected(design: Design) -> Array:
    """``(assertions, labels)``: positives among the notes with an assertion, if it told nothing."""
    rates = design.truth.mean(axis=0)
    expected: Array = design.said.sum(axis=0)[:, None] * rates[None, :]
    return expected


def direct_prior(design: Design) -> dict[str, float]:
    """Status to the log-ratio of naming a finding for that finding, pooled over labels, or the stated one."""
    observed, expected = design.said.T @ design.truth, _expected(design)
    prior = {}
    for status, cells in design.direct.items():
        o = sum(float(observed[cell]) for cell in cells)
        e = sum(float(expected[cell]) for cell in cells)
        measured = float(np.log((o + DIRECT_STRENGTH) / (e + DIRECT_STRENGTH)))
        prior[status] = design.stated.get(status, measured)
    return prior


def log_ratios(design: Design, strengths: Strengths) -> Array:
    """``(assertions, labels)``: log of P(assertion | finding) / P(assertion | no finding)."""
    observed, expected = design.said.T @ design.truth, _expected(design)
    pooled = list(design.pooled)
    o, e = observed[:, pooled].sum(axis=1), expected[:, pooled].sum(axis=1)
    start = np.repeat(np.log((o + strengths.pooled) / (e + strengths.pooled))[:, None], design.truth.shape[1], axis=1)
    for status, worth in direct_prior(design).items():
        for cell in design.direct[status]:
            start[cell] = worth
    rates = design.truth.mean(axis=0)
    lift = np.exp(start) / (1.0 - rates + rates * np.exp(start))
    lift *= (observed + strengths.own) / (expected * lift + strengths.own)
    return _against_negatives(lift, rates)


def _against_negatives(lift: Array, rates: Array) -> Array:
    """From P(a | finding) / P(a) to P(a | finding) / P(a | no finding)."""
    left = np.clip((1.0 - rates * lift) / (1.0 - rates), LEAST_LEFT, None)
    ratios: Array = np.log(lift) - np.log(left)
    return ratios


def calibrate(sums: Array, truth: Array) -> Calibration:
    """Silence and slope of each label on sums of ratios that its own notes did not enter.

    Slopes are drawn towards the one that fits all labels together, and never below 0.
    """
    shared = _shared_slope(sums, truth)
    fitted = [_own(sums[:, j], truth[:, j], shared) for j in range(truth.shape[1])]
    return Calibration(np.array([f[0] for f in fitted]), np.array([f[1] for f in fitted]))


def prior_log_odds(truth: Array) -> Array:
    """Log-odds of the rate of positives, ``(labels,)``, kept finite for a label without any."""
    counts = truth.sum(axis=0)
    return logistic.log_odds((counts + 0.5) / (len(truth) + 1.0))


def _shared_slope(sums: Array, truth: Array) -> float:
    """One slope over all labels, each with an intercept of its own."""
    labels = truth.shape[1]
    priors = np.repeat(prior_log_odds(truth)[None, :], len(truth), axis=0)
    intercepts = np.tile(np.eye(labels), (len(truth), 1))
    regressors = np.column_stack([sums.ravel(), intercepts])
    penalties = np.append(1e-3, np.full(labels, 1e-3))
    return max(float(logistic.fit(regressors, truth.ravel(), penalties, priors.ravel())[0]), 0.0)


def _own(sums: Array, truth: Array, shared: float) -> tuple[float, float]:
    regressors = np.column_stack([np.ones(len(sums)), sums])
    prior = float(prior_log_odds(truth[:, None])[0])
    penalties, centre = np.array([1.0, SLOPE_PENALTY]), np.array([0.0, shared])
    silence, slope = logistic.fit(regressors, truth, penalties, prior, centre)
    return float(silence), max(float(slope), 0.0)


def folds(count: int, parts: int, seed: int) -> NDArray[Any]:
    """For each note the part to which it belongs."""
    numbers: NDArray[Any] = np.random.default_rng(seed).permutation(count) % parts
    return numbers


def out_of_fold(design: Design, strengths: Strengths, parts: int, seed: int) -> Array:
    """``(notes, labels)``: sums of ratios measured on the other notes."""
    fold = folds(len(design.said), parts, seed)
    sums = np.zeros(design.truth.shape)
    for part in range(parts):
        ratios = log_ratios(design.rows(fold != part), strengths)
        sums[fold == part] = design.said[fold == part] @ ratios
    return sums


def log_loss(sums: Array, truth: Array, calibration: Calibration) -> float:
    """Mean negative log-likelihood over notes and labels, in nats."""
    logits = prior_log_odds(truth) + calibration.silence + calibration.slope * sums
    return float(np.mean(np.logaddexp(0.0, logits) - truth * logits))


def choose(design: Design, grid: Sequence[Strengths], parts: int, seed: int) -> Strengths:
    """The strengths with the least out-of-fold log-loss after calibration."""

    def loss(strengths: Strengths) -> float:
        sums = out_of_fold(design, strengths, parts, seed)
        return log_loss(sums, design.truth, calibrate(sums, design.truth))

    return min(grid, key=loss)
