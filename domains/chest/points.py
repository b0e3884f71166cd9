"""The operating points that an administrator chooses from, and what they mean for patients."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class OperatingPoint(StrEnum):
    """How often the true answer may be ruled out of a finding, by what it is called in the settings."""

    CAUTIOUS = "cautious"
    STANDARD = "standard"
    DECISIVE = "decisive"

    @property
    def error_rate(self) -> float:
        """The nominal miscoverage of the conformal sets."""
        return RATES[self]

    @classmethod
    def of(cls, error_rate: float) -> OperatingPoint | None:
        """The point of an error rate, if it has a name."""
        return next((point for point, rate in RATES.items() if abs(rate - error_rate) < 1e-9), None)


RATES: Mapping[OperatingPoint, float] = {
    OperatingPoint.CAUTIOUS: 0.05,
    OperatingPoint.STANDARD: 0.10,
    OperatingPoint.DECISIVE: 0.20,
}


def name(error_rate: float) -> str:
    """``standard (10 %)``."""
    point = OperatingPoint.of(error_rate)
    percent = f"{100 * error_rate:g} %"
    return f"{point} ({percent})" if point else percent


def sentence(about: Mapping[str, Any]) -> str:
    """At which operating point a stored reading was made; empty for readings from before there were several."""
    if "error_rate" not in about:
        return ""
    if about.get("withheld"):
        return f"Operating point {name(float(about['error_rate']))}: nothing was certified at it."
    own = about.get("calibration")
    where = f", calibrated on {own['cases']} local cases" if own else ""
    return f"Operating point {name(float(about['error_rate']))}{where}."


def meaning(error_rate: float) -> str:
    """The error rate in natural frequencies (Gigerenzer and Hoffrage, Psychological Review 1995)."""
    lost = round(100 * error_rate)
    return (
        f"Of 100 patients who have a finding, it is ruled out wrongly in at most about {lost}; of 100 who do not have "
        f"it, it is ruled in wrongly in at most about {lost}. Where both cannot be kept, the finding stays undecided."
    )
