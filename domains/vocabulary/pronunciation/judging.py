"""From how well each sound fits to a score from 0 to 1, with constants measured on speech whose sounds are known."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from domains.vocabulary.pronunciation.acoustics import Model, Scores
from domains.vocabulary.pronunciation.goodness import Fit

CALIBRATION = Path(__file__).with_name("calibration.json")
SHORTEST = 3
Features = NDArray[np.float64]


@dataclass(frozen=True)
class Calibration:
    """A logistic regression from two features to "this sound was said", as many said as exchanged.

    Attributes:
        weights: Of the features, in their order.
        offset: Added to them.
        least: `wordness` under which it is another word.
    """

    weights: tuple[float, ...]
    offset: float
    least: float

    def score(self, fit: Fit) -> float:
        """Probability that the sound was said, were it as likely as another."""
        odds = float(features(fit) @ np.array(self.weights)) + self.offset
        return float(1.0 / (1.0 + np.exp(-odds)))


@lru_cache(maxsize=1)
def shipped() -> Calibration:
    """What was measured; `benchmarks.vocabulary.pronunciation --fit` makes it anew."""
    kept = json.loads(CALIBRATION.read_text(encoding="utf-8"))
    return Calibration(tuple(kept["weights"]), float(kept["offset"]), float(kept["least"]))


def features(fit: Fit) -> Features:
    """Likelihood ratio by the root of duration, and mean posterior of its frames; both by their signed roots.

    The ratio grows with duration, its noise with the root of it; roots keep a few extreme sounds from ruling the fit.
    """
    ratio = fit.ratio / np.sqrt(max(fit.end - fit.start, SHORTEST))
    return np.array([np.sign(ratio) * np.sqrt(abs(ratio)), -np.sqrt(max(-fit.frames, 0.0))])


def apart(likelihood: float, scores: Scores, model: Model) -> float:
    """How much less likely a word is than the best sounds frame by frame, per frame (at most about 0)."""
    states = model.sequences[model.alone[list(model.spoken)]]
    free = float(scores[:, states].max(axis=2).max(axis=1).sum())
    return (likelihood - free) / len(scores)


def wordness(near: float, mean: Features, calibration: Calibration) -> float:
    """How surely it is this word that was said.

    Args:
        near: What `apart` tells of it.
        mean: Mean features of its sounds.
        calibration: The weights of features.
    """
    return near + float(mean @ np.array(calibration.weights))


def whole(values: Sequence[float]) -> float:
    """One score of a word: the geometric mean of its sounds, so that one missing sound shows."""
    return float(np.exp(np.mean(np.log(np.maximum(values, 1e-3)))))
