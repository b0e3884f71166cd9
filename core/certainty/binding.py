"""Calibration is only good for the weights that it was measured on."""

from __future__ import annotations

from collections.abc import Mapping

from core.weights import WeightsError, WeightsFolder, digest


def require(folder: WeightsFolder, bound_to: Mapping[str, str], name: str) -> None:
    """Compare the weights beside a calibration with those that it was measured on.

    Args:
        folder: The sealed weights.
        bound_to: File name to the SHA-256 at the time of measuring.
        name: Of the calibration; for the sentence.

    Raises:
        WeightsError: other weights lie in the folder, or the calibration names none.
    """
    if not bound_to:
        raise WeightsError(f"{name} does not say which weights it was measured on: calibrate again.")
    for file, measured in bound_to.items():
        if digest(folder.read(file)) != measured:
            raise WeightsError(
                f"{name} was measured on another {file}: calibrate again before reading with these weights."
            )
