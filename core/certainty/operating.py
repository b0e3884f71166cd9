"""At which operating point a reading is made: the certificate that decides, and the scaling that comes before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from core.certainty.binding import read_bound, require
from core.certainty.certificate import Certificate, at, points_of, rates_in_words
from core.certainty.local import LocalCalibration
from core.certainty.scaling import Scaling
from core.recipe import CertaintyRecipe
from core.weights import WeightsError, WeightsFolder


@dataclass(frozen=True)
class OperatingPoint:
    """What decides a reading's states, and what is said of it.

    Attributes:
        certificate: The thresholds.
        scaling: A house's own calibration of the logits, before the thresholds; none where there is none.
        about: What is stored with each reading: the error rate, and which local calibration.
        notices: Sentences for whoever reads the findings.
    """

    certificate: Certificate
    scaling: Scaling | None = None
    about: Mapping[str, Any] = field(default_factory=dict)
    notices: tuple[str, ...] = ()

    @property
    def is_local(self) -> bool:
        """Whether the thresholds are a house's own, for all roles that were heard."""
        return self.scaling is not None


def open_point(
    asked: CertaintyRecipe,
    folder: WeightsFolder,
    error_rate: float | None = None,
    local: LocalCalibration | None = None,
) -> OperatingPoint:
    """The operating point of a recipe, or another one that its weights or a house's own calibration hold.

    One that nothing was measured for withholds every state and says why: a setting must not stop the reading.

    Args:
        asked: The recipe's section.
        folder: The sealed weights.
        error_rate: Another than the recipe's.
        local: A house's own calibration; it takes the place of the thresholds that came with the weights.

    Raises:
        WeightsError: the file of the weights is altered, absent, of another shape, for other weights, or has nothing
            for the recipe's own error rate.
    """
    rate = asked.error_rate if error_rate is None else error_rate
    if local is not None:
        return _local(local, folder, rate, asked.minimum_positives)
    if abs(rate - asked.error_rate) > 0:
        points = read_bound(folder, asked.weights, "does not hold conformal thresholds", points_of)
        if at(points, rate) is None:
            return _withheld(rate, f"The weights hold thresholds for {rates_in_words(points)}, not for {rate:g}")
    certificate = Certificate.load(folder, asked.weights, rate, asked.minimum_positives)
    return OperatingPoint(certificate, about={"error_rate": rate})


def _local(local: LocalCalibration, folder: WeightsFolder, rate: float, minimum: int) -> OperatingPoint:
    """A house's own; nothing is certified by one of other weights."""
    day = day_in_words(local.made_on)
    try:
        require(folder, local.bound_to, "The local calibration")
    except WeightsError:
        return _withheld(rate, f"The local calibration of {day} was measured on other weights")
    patterns = at(local.points, rate)
    if patterns is None:
        return _withheld(rate, f"The local calibration holds {rates_in_words(local.points)}, not {rate:g}")
    about = {"cases": local.cases, "made_on": local.made_on, "sha256": local.sha256}
    notice = f"Calibrated on {local.cases} local cases on {day}."
    certificate = Certificate(rate, patterns, minimum)
    return OperatingPoint(certificate, local.scaling, {"error_rate": rate, "calibration": about}, (notice,))


def _withheld(rate: float, why: str) -> OperatingPoint:
    sentence = f"{why}, so no finding is certified: calibrate again, or choose another operating point."
    return OperatingPoint(Certificate.none(rate, sentence), None, {"error_rate": rate, "withheld": True}, (sentence,))


def day_in_words(day: str) -> str:
    """``2026-11-26`` as ``26 Nov 2026``; as it stands where it is no date."""
    try:
        return f"{date.fromisoformat(day):%d %b %Y}"
    except ValueError:
        return day
