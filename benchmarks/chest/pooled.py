"""Films as one short vector each: what the shipped image expert says of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.encoders.image import ImageExpert
from core.recipe import load
from core.weights import WeightsFolder

CHEST = Path(__file__).parents[2] / "domains" / "chest"


def vectors(films: Sequence[NDArray[np.uint8]]) -> NDArray[Any]:
    """Logits of the shipped image expert about films of 8 bit, ``(n, labels)``, whatever its guard thinks."""
    recipe = load(CHEST / "recipe.toml")
    expert = ImageExpert.load(WeightsFolder(CHEST / "weights"), recipe.experts["image"].weights)
    expert.guard = None
    said = [expert.look(film.astype(np.float32) / 255.0).log_odds for film in films]
    return np.array([[one[label] for label in recipe.labels] for one in said])
