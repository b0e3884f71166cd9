"""Split conformal prediction for one label at a time: when may a finding be ruled in or out?

Label-conditional (Mondrian) sets: among positives, and separately among negatives, at most ``error_rate`` lose their
true answer from the set (Vovk, Gammerman and Shafer, Algorithmic Learning in a Random World, 2005, chapter 4.5).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.finding import State

Array = NDArray[np.floating[Any]]
EVEN = 0.0


@dataclass(frozen=True)
class Thresholds:
    """Where the answers enter and leave the conformal set, in units of the fused logit.

    Attributes:
        present_from: "present" is in the set at this logit and above.
        absent_to: "absent" is in the set at this logit and below.
        positives: Calibration cases with the finding.
        negatives: Calibration cases without it.
    """

    present_from: float
    absent_to: float
    positives: int
    negatives: int

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Thresholds:
        """Read what :meth:`to_json` wrote."""
        return cls(
            float(content["present_from"]),
            float(content["absent_to"]),
            int(content["positives"]),
            int(content["negatives"]),
        )

    def to_json(self) -> dict[str, float | int]:
        """Plain numbers."""
        return asdict(self)

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


def _quantile(conforming: Array, error_rate: float) -> float:
    """The ``floor(error_rate * (n + 1))``-th smallest; with too few cases for the rate, nothing may be left out."""
    rank = math.floor(error_rate * (len(conforming) + 1) + 1e-9)
    return float(conforming[rank - 1]) if rank >= 1 else -1e9
