"""The guard: fitted on chest films alone, its threshold set where the guard set says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import weights
from core.encoders.image_guard import Guard, fit
from core.encoders.image_network import from_arrays
from core.training.films import features, open_films
from core.weights import WeightsFolder, seal
from domains.chest.training.cohort import Cohort

SMALL = 64
COMPONENTS = 64
CHILDREN = 600
ACCEPTED = 99.7


def make(data: Path, cohort: Cohort, out: Path) -> None:
    """Fit and write ``guard.safetensors``."""
    films = cohort.films + children(data, "train", CHILDREN)
    small = [shrunk(film) for film in films]
    embeddings = embeddings_of(films + small, out)
    guard = Guard(fit(embeddings, COMPONENTS))
    threshold = float(np.percentile(guard.distances(embeddings), ACCEPTED))
    weights.save(fit(embeddings, COMPONENTS, threshold), out / "guard.safetensors")


def embeddings_of(films: list[NDArray[np.uint8]], out: Path) -> NDArray[Any]:
    """What the guard compares, from the network in the weights folder."""
    seal(out)
    arrays = WeightsFolder(out).tensors("image.safetensors")
    import json

    size = int(json.loads((out / "image.json").read_text(encoding="utf-8"))["size"])
    return features(from_arrays(arrays, size), films, size)


def children(data: Path, split: str, count: int) -> list[NDArray[np.uint8]]:
    """Every so many of the paediatric films, up to ``count``."""
    import pandas as pd

    table = pd.read_csv(data / "kermany" / "labels.csv", keep_default_na=False)
    table = table[table.split == split]
    step = max(1, len(table) // count)
    return open_films(data / "kermany" / name for name in table.file.iloc[::step][:count])


def shrunk(film: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The film at the size of the guard set's pictures, so that sharpness tells nothing."""
    from PIL import Image

    return np.asarray(Image.fromarray(film).resize((SMALL, SMALL), Image.Resampling.BOX))
