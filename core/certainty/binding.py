"""Calibration is only good for the weights that it was measured on."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from core.weights import WeightsError, WeightsFolder, digest

T = TypeVar("T")


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


def read_bound(folder: WeightsFolder, name: str, otherwise: str, build: Callable[[Mapping[str, Any]], T]) -> T:
    """Build something from a JSON file that names the weights it was measured on, and compare them.

    Args:
        folder: The sealed weights.
        name: The JSON file in it.
        otherwise: What is said of a file of another shape ("does not hold a calibration").
        build: From the parsed content; what it raises for want of a key or a shape becomes one sentence.

    Raises:
        WeightsError: the file is altered, absent, of another shape, or was measured on other weights.
    """
    try:
        content = json.loads(folder.read(name))
        built, bound = build(content), dict(content["bound_to"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, WeightsError):
            raise
        raise WeightsError(f"{name} {otherwise}.") from error
    require(folder, bound, name)
    return built
