"""Reading a fuser's description: JSON that names its parameters and the weights that it was fitted on."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from core.certainty.binding import require
from core.weights import WeightsError, WeightsFolder

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
    try:
        content = json.loads(folder.read(name))
        built, bound = build(content), dict(content["bound_to"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, WeightsError):
            raise
        raise WeightsError(f"{name} does not describe {what}.") from error
    require(folder, bound, name)
    return built
