"""Which findings may be decided at all, at which logits, and for which weights that was measured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.certainty.binding import read_bound
from core.certainty.conformal import Thresholds
from core.finding import State
from core.weights import WeightsError, WeightsFolder

Patterns = Mapping[str, Mapping[str, Thresholds]]
CLOSE = 1e-9


class Certificate:
    """Thresholds for every pattern of experts, and the rule that withholds them.

    Args:
        error_rate: For which the thresholds were computed.
        patterns: ``"image+record"`` to label to thresholds; none where nothing may be decided.
        minimum_positives: Calibration positives below which a label is not certified.
        withheld: Why nothing may be decided; a sentence for whoever reads the findings.
    """

    def __init__(self, error_rate: float, patterns: Patterns, minimum_positives: int, withheld: str = "") -> None:
        self.error_rate = error_rate
        self.withheld = withheld
        self.minimum_positives = minimum_positives
        self._patterns = patterns

    @classmethod
    def load(cls, folder: WeightsFolder, name: str, error_rate: float, minimum_positives: int) -> Certificate:
        """Read the certificate and check that it speaks of the weights beside it, at the rate that is asked for.

        Raises:
            WeightsError: the file is altered, absent, of another shape, for other weights or other error rates.
        """
        points = read_bound(folder, name, "does not hold conformal thresholds", points_of)
        patterns = at(points, error_rate)
        if patterns is None:
            raise WeightsError(f"{name} holds thresholds for {rates_in_words(points)}, not for {error_rate:g}.")
        return cls(error_rate, patterns, minimum_positives)

    @classmethod
    def none(cls, error_rate: float, why: str) -> Certificate:
        """One by which nothing is decided."""
        return cls(error_rate, {}, 1, why)

    def thresholds(self, pattern: str, label: str) -> Thresholds | None:
        """What was measured of a label where these experts spoke; None where nothing was."""
        return self._patterns.get(pattern, {}).get(label)

    def certifies(self, pattern: str, label: str) -> bool:
        """Whether a finding may be decided at all.

        Not where nothing was measured, where it was measured on too few, and where the scores were not shown to rank
        better than chance.
        """
        limits = self.thresholds(pattern, label)
        return limits is not None and limits.positives >= self.minimum_positives and limits.better_than_chance

    def state(self, pattern: str, label: str, logit: float) -> State:
        """Rule in, rule out, undecided; not certified where nothing may be decided."""
        if not self.certifies(pattern, label):
            return State.NOT_CERTIFIED
        return self._patterns[pattern][label].state(logit)


def points_of(content: Mapping[str, Any]) -> dict[float, Patterns]:
    """Error rate to thresholds.

    Args:
        content: ``error_rate`` and its ``patterns``, and under ``others`` the patterns of further rates; files from
            before there were several have the first alone.
    """
    others: Mapping[str, Any] = content.get("others", {})
    points = {float(rate): _patterns(patterns) for rate, patterns in others.items()}
    return {float(content["error_rate"]): _patterns(content["patterns"]), **points}


def points_to_json(points: Mapping[float, Patterns], error_rate: float) -> dict[str, Any]:
    """The inverse of :func:`points_of`; ``error_rate`` is the one that is read where no other is asked for."""
    written = {
        rate: {
            pattern: {label: limits.to_json() for label, limits in labels.items()} for pattern, labels in each.items()
        }
        for rate, each in points.items()
    }
    others = {f"{rate:g}": patterns for rate, patterns in sorted(written.items()) if rate != error_rate}
    return {"error_rate": error_rate, "patterns": written[error_rate], "others": others}


def at(points: Mapping[float, Patterns], error_rate: float) -> Patterns | None:
    """The thresholds of one error rate; None where they were not computed."""
    return next((patterns for rate, patterns in points.items() if abs(rate - error_rate) <= CLOSE), None)


def rates_in_words(points: Mapping[float, Patterns]) -> str:
    """The error rates that there are, for a sentence."""
    rates = ", ".join(f"{rate:g}" for rate in sorted(points))
    return f"an error rate of {rates}" if len(points) == 1 else f"the error rates {rates}"


def _patterns(content: Mapping[str, Any]) -> Patterns:
    return {
        pattern: {label: Thresholds.from_json(about) for label, about in labels.items()}
        for pattern, labels in content.items()
    }
