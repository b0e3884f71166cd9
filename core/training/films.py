"""Films on disk as arrays, and their embeddings through a network."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.encoders.image import embed
from core.encoders.image_network import feature_maps
from core.encoders.image_preparation import preparation

if TYPE_CHECKING:
    from torch import Tensor, nn

Array = NDArray[np.floating[Any]]
BATCH = 16


def open_film(path: Path) -> NDArray[np.uint8]:
    """Gray levels of a picture file: ``(height, width)``, 8 bit."""
    from PIL import Image

    with Image.open(path) as picture:
        return np.asarray(picture.convert("L"))


def open_films(paths: Iterable[Path]) -> list[NDArray[np.uint8]]:
    """Gray levels of every file, in order."""
    return [open_film(path) for path in paths]


def prepared(films: Sequence[NDArray[np.uint8]], size: int) -> Tensor:
    """What the network reads: ``(n, 1, size, size)``."""
    import torch

    prepare = preparation(size)
    return torch.stack([prepare(film.astype(np.float32) / 255.0) for film in films])


def features(network: nn.Module, films: Sequence[NDArray[np.uint8]], size: int) -> Array:
    """What the guard compares of every film, ``(n, 112)``; the network is put at rest."""
    import torch

    network.eval()
    rows = []
    with torch.inference_mode():
        for start in range(0, len(films), BATCH):
            batch = prepared(films[start : start + BATCH], size).contiguous(memory_format=torch.channels_last)
            rows.append(embed(feature_maps(network, batch)[0]))
    return np.concatenate(rows)
