"""Which findings may be decided at all, at which logits, and for which weights that was measured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.certainty.binding import read_bound
from core.certainty.conformal import Thresholds
from core.finding import State
from core.weights import WeightsError, WeightsFolder


class Certificate:
    """Thresholds for every pattern of experts, and the rule that withholds them.

    Args:
        error_rate: For which the thresholds were computed.
        patterns: ``"image+record"`` to label to thresholds.
        minimum_positives: Calibration positives below which a label is not certified.
    """

    def __init__(
        self, error_rate: float, patterns: Mapping[str, Mapping[str, Thresholds]], minimum_positives: int
    ) -> None:
        self.error_rate = error_rate
        self._patterns = patterns
        self._minimum = minimum_positives

    @classmethod
    def load(cls, folder: WeightsFolder, name: str, error_rate: float, minimum_positives: int) -> Certificate:
        """Read the certificate and check that it speaks of the weights beside it, at the rate that is asked for.

        Raises:
            WeightsError: the file is altered, absent, of another shape, for other weights or another error rate.
        """
        patterns, measured = read_bound(folder, name, "does not hold conformal thresholds", _from_json)
        if abs(measured - error_rate) > 1e-9:
            raise WeightsError(
                f"{name} was computed for an error rate of {measured:g}, the recipe asks {error_rate:g}."
            )
        return cls(measured, patterns, minimum_positives)

    def certifies(self, pattern: str, label: str) -> bool:
        """Whether a finding may be decided at all.

        Not where nothing was measured, where it was measured on too few, and where the scores were not shown to rank
        better than chance.
        """
        limits = self._patterns.get(pattern, {}).get(label)
        return limits is not None and limits.positives >= self._minimum and limits.better_than_chance

    def state(self, pattern: str, label: str, logit: float) -> State:
        """Rule in, rule out, undecided; not certified where nothing may be decided."""
        if not self.certifies(pattern, label):
            return State.NOT_CERTIFIED
        return self._patterns[pattern][label].state(logit)


def _from_json(content: Mapping[str, Any]) -> tuple[dict[str, dict[str, Thresholds]], float]:
    """The thresholds of every pattern, and the error rate that they were computed for."""
    patterns = {
        pattern: {label: Thresholds.from_json(about) for label, about in labels.items()}
        for pattern, labels in content["patterns"].items()
    }
    return patterns, float(content["error_rate"])
