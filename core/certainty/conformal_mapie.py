"""Conformal thresholds as MAPIE computes them; for training, where MAPIE is installed (extra ``train``).

MAPIE's split conformal sets (``SplitConformalClassifier`` with the score of Sadinle, Lei and Wasserman, JASA 2019) are
marginal: one threshold for all classes. Calibrated on the positives alone they give the threshold of "present", on the
negatives alone that of "absent", which together is the label-conditional set. :mod:`core.certainty.conformal` holds the
same thresholds in closed form, for where MAPIE is not installed; a test proves the two equal.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.certainty.conformal import NOTHING_LEFT_OUT, Thresholds

Array = NDArray[np.floating[Any]]
ONE_CLASS = "WARNING: your conformalization dataset has less labels"


def thresholds(logits: Array, truth: NDArray[np.bool_], error_rate: float) -> Thresholds:
    """Thresholds from cases that took no part in fitting the logits.

    Args:
        logits: ``(n,)``.
        truth: ``(n,)``; whether the finding is there.
        error_rate: Share of true answers that the sets may lose, in (0, 1).
    """
    return Thresholds(
        present_from=_least_kept(logits[truth], 1, error_rate),
        absent_to=-_least_kept(-logits[~truth], 0, error_rate),
        positives=int(np.sum(truth)),
        negatives=int(np.sum(~truth)),
    )


def _least_kept(conforming: Array, answer: int, error_rate: float) -> float:
    """The smallest value that MAPIE keeps in the set of ``answer``; with too few for the rate none may be left out."""
    if len(conforming) < max(1.0 / error_rate, 1.0 / (1.0 - error_rate)):
        return NOTHING_LEFT_OUT
    from mapie.classification import SplitConformalClassifier

    split = SplitConformalClassifier(
        _ranker(conforming, answer), confidence_level=1.0 - error_rate, conformity_score="lac", prefit=True
    )
    column = np.asarray(conforming, np.float64)[:, None]
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=ONE_CLASS, category=UserWarning)
        split.conformalize(column, np.full(len(column), answer))
        kept = split.predict_set(column)[1][:, answer, 0]
    return float(conforming[kept].min())


def _ranker(conforming: Array, answer: int) -> Any:
    """A classifier whose probability of ``answer`` is the rank among the calibration cases.

    The sets depend on the order alone. Ranks are evenly spread, so that MAPIE's tolerance of 1e-8 makes no two of them
    equal, as it would with the probabilities of large logits.
    """
    from sklearn.base import BaseEstimator, ClassifierMixin

    ordered = np.sort(conforming)

    class Ranker(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
        classes_ = np.array([0, 1])

        def fit(self, features: Array, truth: Array) -> Ranker:
            return self

        def predict_proba(self, features: Array) -> Array:
            share = np.searchsorted(ordered, features[:, 0], "right") / (len(ordered) + 1.0)
            return np.column_stack([1.0 - share, share] if answer else [share, 1.0 - share])

        def predict(self, features: Array) -> NDArray[np.int_]:
            answers: NDArray[np.int_] = np.argmax(self.predict_proba(features), axis=1)
            return answers

    return Ranker()
