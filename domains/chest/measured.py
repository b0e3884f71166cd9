"""What was measured of the shipped weights: the figures beside each finding."""

import json
from pathlib import Path
from typing import Any

from core.weights import WeightsError, WeightsFolder

FILE = "measured.json"


def measured(folder: Path) -> dict[str, Any]:
    """The figures bound to the weights.

    Args:
        folder: The domain's folder, with ``weights/`` in it.

    Raises:
        WeightsError: the weights or their figures are missing or were altered.
    """
    weights = WeightsFolder(folder / "weights")
    try:
        figures = dict(json.loads(weights.read(FILE)))
    except ValueError as error:
        if isinstance(error, WeightsError):
            raise
        raise WeightsError(f"The weights file {FILE} is not JSON.") from error
    return {**figures, "weights": weights.digest}
