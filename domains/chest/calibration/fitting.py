"""From labelled cases to a calibration: a scaling of the logits, then thresholds of the scaled ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.certainty.certificate import Patterns
from core.certainty.conformal import Thresholds, thresholds, with_ranking
from core.certainty.scaling import Scaling
from core.training import logistic
from domains.chest.calibration.sample import Array, Rows, Sample
from domains.chest.points import RATES
from domains.chest.sheet import Unusable

FEWEST_CASES = 20
FEWEST_OF_A_KIND = 5
FLAT = 0.05
SHARED_RIDGE, OWN_RIDGE, FREE = 10.0, 30.0, 1e-2


@dataclass(frozen=True)
class Fitted:
    """A scaling with thresholds for every operating point."""

    scaling: Scaling
    points: Mapping[float, Patterns]

    def scaled(self, logits: Array, labels: tuple[str, ...]) -> Array:
        """``(n, labels)`` of the weights to the house's own; labels that were not fitted stay as they are."""
        own = self.scaling.parameters
        slopes, offsets = np.array([own.get(label, (1.0, 0.0)) for label in labels]).T
        moved: Array = logits * slopes + offsets
        return moved


def check(sample: Sample) -> None:
    """Whether a calibration can be measured at all.

    Raises:
        Unusable: there are too few cases, patients, or findings with both answers.
    """
    if len(sample) < FEWEST_CASES:
        raise Unusable(
            f"{_cases(len(sample))} could be read and had a label; a calibration takes at least {FEWEST_CASES}: "
            "add cases, or look at the sentences above."
        )
    if len(np.unique(sample.patients)) < FEWEST_CASES:
        raise Unusable(f"The cases are of fewer than {FEWEST_CASES} patients: add cases of other patients.")
    if not fitted_labels(sample, np.arange(len(sample))):
        raise Unusable(
            f"No finding is there in {FEWEST_OF_A_KIND} cases or more and absent in as many: add cases of both kinds, "
            "or write 0 where a finding is known to be absent; an empty cell is unknown."
        )


def _cases(count: int) -> str:
    return "Only 1 case" if count == 1 else f"Only {count} cases"


def fitted_labels(sample: Sample, rows: Rows) -> tuple[str, ...]:
    """The findings with enough cases of both kinds among these."""
    truth = sample.truth[rows]
    positives, negatives = np.nansum(truth == 1.0, axis=0), np.nansum(truth == 0.0, axis=0)
    enough = np.minimum(positives, negatives) >= FEWEST_OF_A_KIND
    return tuple(label for label, there in zip(sample.labels, enough, strict=True) if there)


def fit(sample: Sample, rows: Rows) -> Fitted:
    """Fit on some of the cases.

    Thresholds are computed from the scaled logits of the same cases: a scaling keeps their order, and the weights have
    never seen them, so that this is split conformal prediction to the letter.
    """
    labels = fitted_labels(sample, rows)
    fitted = Fitted(_rising(_scaling(sample, rows, labels)), {})
    return Fitted(fitted.scaling, {rate: _patterns(sample, rows, fitted, labels, rate) for rate in RATES.values()})


def _scaling(sample: Sample, rows: Rows, labels: tuple[str, ...]) -> Scaling:
    """Platt's scaling of each finding: its own offset, which corrects the prior, and a slope near the shared one.

    Findings are few and hospitals differ most in how common they are, so the offset is free, while a finding's slope is
    drawn towards one that all share, and that towards 1, the slope of the weights.
    """
    parts = [_known(sample, rows, label) for label in labels]
    shared = _shared_slope(parts)
    penalties, centre = np.array([OWN_RIDGE, FREE]), np.array([shared, 0.0])
    slopes, offsets = [], []
    for logits, there in parts:
        middle = float(logits.mean())
        columns = np.column_stack([logits - middle, np.ones(len(logits))])
        slope, level = logistic.fit(columns, there, penalties, 0.0, centre).tolist()
        slopes.append(slope)
        offsets.append(level - slope * middle)
    return Scaling("shrunk", labels, tuple(slopes), tuple(offsets), False, {})


def _shared_slope(parts: Sequence[tuple[Array, Array]]) -> float:
    """One slope for all findings, each with a level of its own."""
    blocks = []
    for number, (logits, _) in enumerate(parts):
        block = np.zeros((len(logits), 1 + len(parts)))
        block[:, 0], block[:, 1 + number] = logits - logits.mean(), 1.0
        blocks.append(block)
    penalties = np.array([SHARED_RIDGE] + [FREE] * len(parts))
    centre = np.array([1.0] + [0.0] * len(parts))
    return float(logistic.fit(np.vstack(blocks), np.concatenate([t for _, t in parts]), penalties, 0.0, centre)[0])


def _known(sample: Sample, rows: Rows, label: str) -> tuple[Array, Array]:
    """Logits and truth of a finding where it is known."""
    column = sample.labels.index(label)
    there = sample.truth[rows, column]
    known = ~np.isnan(there)
    return sample.logits[rows[known], column], there[known]


def _rising(scaling: Scaling) -> Scaling:
    """Without labels whose scores fall where the finding is there: turned round, evidence would speak against itself.

    They stay as the weights state them, and what does not rank above chance is not certified.
    """
    kept = [number for number, slope in enumerate(scaling.slopes) if slope >= FLAT]
    labels, slopes, offsets = (
        tuple(each[i] for i in kept) for each in (scaling.labels, scaling.slopes, scaling.offsets)
    )
    return replace(scaling, labels=labels, slopes=slopes, offsets=offsets)  # type: ignore[arg-type]


def _patterns(sample: Sample, rows: Rows, fitted: Fitted, labels: tuple[str, ...], rate: float) -> Patterns:
    """Thresholds for every set of roles, from all cases that have them."""
    patterns = {}
    for pattern in sample.patterns:
        having = np.intersect1d(sample.having(pattern), rows)
        logits = fitted.scaled(sample.said(pattern, having), sample.labels)
        found = {
            label: _limits(logits[:, column], sample.truth[having, column], sample.patients[having], rate)
            for column, label in enumerate(sample.labels)
            if label in labels
        }
        patterns[pattern] = {label: limits for label, limits in found.items() if limits is not None}
    return patterns


def _limits(logits: Array, truth: Array, patients: NDArray[Any], rate: float) -> Thresholds | None:
    """Thresholds of one label where these roles were heard; none where one of the answers was never seen."""
    known = ~np.isnan(truth)
    there = truth[known] > 0.5
    if there.all() or not there.any():
        return None
    return with_ranking(thresholds(logits[known], there, rate), logits[known], there, patients[known])
