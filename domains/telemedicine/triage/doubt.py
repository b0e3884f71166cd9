"""How sure the chance of a level is: the same sum with calibrations that were fitted on resampled encounters.

A percentile bootstrap (B. Efron, R. J. Tibshirani, An Introduction to the Bootstrap, 1993) of priors, slopes and
offsets. The scores of the words are taken as they are, so that the interval is what the number of encounters leaves
open, and no more: that the label is weak is not in it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.finding import Finding, Reading
from core.weights import WeightsFolder
from domains.telemedicine.triage.levels import LABELS, chances

FILE, TEXT = "doubt.safetensors", "text"
LOW, HIGH = 2.5, 97.5
Draws = NDArray[np.float64]


@cache
def shipped(folder: Path) -> tuple[Draws, Draws]:
    """``(draws, labels, 3)``: prior, slope and offset of each resample; and ``(labels, 3)`` of the fit itself.

    Raises:
        WeightsError: the file is absent or altered.
    """
    held = WeightsFolder(folder).tensors(FILE)
    return np.asarray(held["draws"], np.float64), np.asarray(held["fitted"], np.float64)


def interval(reading: Reading, level: str, folder: Path) -> list[float] | None:
    """Where the chance of a level lies in 95 of 100 resamples; None where no words were read."""
    draws, fitted = shipped(folder)
    addends = [_words(finding) for finding in reading.findings]
    if not addends or any(addend is None for addend in addends):
        return None
    rest = np.array([f.logit - f.prior - float(a or 0.0) for f, a in zip(reading.findings, addends, strict=True)])
    score = (np.array(addends, float) - fitted[:, 2]) / fitted[:, 1]
    logits = draws[:, :, 0] + draws[:, :, 1] * score + draws[:, :, 2] + rest
    told = [chances(dict(zip(LABELS, row.tolist(), strict=True)))[level] for row in 1.0 / (1.0 + np.exp(-logits))]
    low, high = np.percentile(told, (LOW, HIGH))
    return [round(float(low), 4), round(float(high), 4)]


def _words(finding: Finding) -> float | None:
    return next((one.log_odds for one in finding.evidence if one.role == TEXT), None)
