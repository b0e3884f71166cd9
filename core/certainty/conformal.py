"""Split conformal prediction for one label at a time: when may a finding be ruled in or out?

Label-conditional (Mondrian) sets: among positives, and separately among negatives, a share of ``error_rate`` lose their
true answer from the set (Vovk, Gammerman and Shafer, Algorithmic Learning in a Random World, 2005, chapter 4.5).

The plain thresholds keep more than they promise, the more so the fewer cases there are: with 25 positives no whole rank
loses one in ten, and the one that loses fewer is taken. Here the threshold lies between the two ranks (Weibull's
quantile, type 6 of Hyndman and Fan, The American Statistician 1996), which loses the stated share on average over
calibration sets, where the plain one loses at most that share: Vovk's smoothed predictors (chapter 2.3) draw one of the
two ranks by lot to the same end, and a lot has no place in a reading.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.certainty.reliability import auroc_interval
from core.finding import State

Array = NDArray[np.floating[Any]]
EVEN = 0.0
CHANCE = 0.5
NOTHING_LEFT_OUT = -1e9
TOUCHING = 1e-9


@dataclass(frozen=True)
class Thresholds:
    """Where the answers enter and leave the conformal set, in units of the fused logit.

    Attributes:
        present_from: "present" is in the set at this logit and above.
        absent_to: "absent" is in the set at this logit and below.
        positives: Calibration cases with the finding.
        negatives: Calibration cases without it.
        auroc_low: Where the 95 % interval of the AUROC on the calibration cases begins; ``None`` in files that were
            written before it was measured.
    """

    present_from: float
    absent_to: float
    positives: int
    negatives: int
    auroc_low: float | None = None

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Thresholds:
        """Read what :meth:`to_json` wrote."""
        return cls(
            float(content["present_from"]),
            float(content["absent_to"]),
            int(content["positives"]),
            int(content["negatives"]),
            None if content.get("auroc_low") is None else float(content["auroc_low"]),
        )

    def to_json(self) -> dict[str, float | int]:
        """Plain numbers; what was not measured is left out."""
        return {key: value for key, value in asdict(self).items() if value is not None}

    @property
    def better_than_chance(self) -> bool:
        """Whether the scores were shown to rank at all; taken as given where that was not measured."""
        return self.auroc_low is None or self.auroc_low > CHANCE

    def state(self, logit: float) -> State:
        """What the set says: one answer decides, both or none leave it undecided.

        An answer that is less likely than not decides nothing either: where a finding is rare, one in ten of those
        without it outnumber all those with it. This only withholds decisions, so the error rate still holds.
        """
        present, absent = logit >= self.present_from, logit <= self.absent_to
        if present and not absent and logit >= EVEN:
            return State.RULE_IN
        if absent and not present and logit <= EVEN:
            return State.RULE_OUT
        return State.UNDECIDED


def thresholds(logits: Array, truth: NDArray[np.bool_], error_rate: float) -> Thresholds:
    """Thresholds from cases that took no part in fitting the logits.

    Args:
        logits: ``(n,)``.
        truth: ``(n,)``; whether the finding is there.
        error_rate: Share of true answers that the sets may lose, in (0, 1).
    """
    positives, negatives = np.sort(logits[truth]), np.sort(-logits[~truth])
    return Thresholds(
        present_from=_quantile(positives, error_rate),
        absent_to=-_quantile(negatives, error_rate),
        positives=len(positives),
        negatives=len(negatives),
    )


def with_ranking(
    limits: Thresholds, logits: Array, truth: NDArray[np.bool_], groups: NDArray[Any] | None = None
) -> Thresholds:
    """The thresholds with the lower end of the AUROC's interval, by which a label that does not rank is withheld.

    Args:
        limits: From :func:`thresholds`.
        logits: ``(n,)``; those that the thresholds were computed from.
        truth: ``(n,)``; whether the finding is there.
        groups: ``(n,)``; the patient of each case.

    Returns:
        With 0 for the lower end where the interval does not exist: what cannot be shown is not certified.
    """
    low = auroc_interval(logits, truth, groups)[1]
    return replace(limits, auroc_low=0.0 if math.isnan(low) else low)


def _quantile(conforming: Array, error_rate: float) -> float:
    """The value at rank ``error_rate * (n + 1)``, between two where that is no whole number.

    Below the first rank there are too few cases for the rate, and nothing may be left out.
    """
    rank = error_rate * (len(conforming) + 1) + TOUCHING
    below = math.floor(rank)
    if below < 1:
        return NOTHING_LEFT_OUT
    first, second = conforming[below - 1], conforming[min(below, len(conforming) - 1)]
    return float(first if rank - below < 2 * TOUCHING else first + (rank - below) * (second - first))
