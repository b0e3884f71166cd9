"""Films as one vector each: what the shipped network's last map holds, and thumbnails as the shortcut beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

CHEST = Path(__file__).parents[2] / "domains" / "chest"
THUMBNAIL = 24


def gray(path: Path) -> NDArray[np.float32]:
    """``(h, w)`` in [0, 1]."""
    from PIL import Image

    with Image.open(path) as image:
        return np.asarray(image.convert("L"), np.float32) / 255.0


def vectors(paths: Sequence[Path]) -> NDArray[np.float32]:
    """The statements of the shipped image expert about each film, ``(n, findings)``, whatever its guard would say.

    They are a vector that means something, and short enough for a hundred cases.
    """
    from core.encoders.image import ImageExpert
    from core.recipe import load
    from core.weights import WeightsFolder

    recipe = load(CHEST / "recipe.toml")
    expert = ImageExpert.load(WeightsFolder(CHEST / "weights"), recipe.experts["image"].weights)
    expert.guard = None
    looks = [expert.look(gray(path)).log_odds for path in paths]
    return np.array([[look[label] for label in expert.labels] for look in looks], np.float32)


def thumbnails(paths: Sequence[Path]) -> NDArray[np.float32]:
    """``(n, 24 * 24)``: brightness and nothing that a radiologist would call a sign."""
    from PIL import Image

    side = (THUMBNAIL, THUMBNAIL)
    small = [Image.fromarray(gray(path)).resize(side, Image.Resampling.BOX) for path in paths]
    return np.array([np.asarray(each, np.float32).ravel() for each in small])
