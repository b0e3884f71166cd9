"""Reading a fuser's description: JSON that names its parameters and the weights that it was fitted on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from core.certainty.binding import read_bound
from core.weights import WeightsFolder

T = TypeVar("T")


def described(folder: WeightsFolder, name: str, what: str, build: Callable[[Mapping[str, Any]], T]) -> T:
    """Build a fuser from its file, and check that it was fitted on the weights beside it.

    Args:
        folder: The sealed weights.
        name: The JSON file in it.
        what: For the sentence ("a late fuser").
        build: From the parsed content; what it raises for want of a key or a shape becomes one sentence.

    Raises:
        WeightsError: the file is altered, absent, of another shape, or was fitted on other weights.
    """
    return read_bound(folder, name, f"does not describe {what}", build)
