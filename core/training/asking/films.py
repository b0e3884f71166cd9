"""Films through the frozen network: maps of both sets, kept in the user's cache between runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.encoders.film_map import FilmMap, tensors_of
from core.training.films import open_film
from core.training.loop import Report, TrainingError
from core.weights import Tensors, digest

Array = NDArray[np.floating[Any]]
BATCH = 16


@dataclass(frozen=True)
class Maps:
    """Maps of some films.

    Attributes:
        maps: ``(n, 112, 14, 14)``, half precision.
        places: File name to row.
    """

    maps: NDArray[np.float16]
    places: dict[str, int]

    def pooled(self, files: Sequence[str]) -> Array:
        """``(files, 112)``."""
        means: Array = self.maps[self.rows(files)].astype(np.float32).mean(axis=(2, 3))
        return means

    def rows(self, files: Sequence[str]) -> NDArray[np.intp]:
        """Row of each file."""
        return np.array([self.places[str(name)] for name in files])

    def tokens(self, files: Sequence[str]) -> Array:
        """``(files, 49, 112)``: the map in cells of two by two."""
        maps = self.maps[self.rows(files)].astype(np.float32)
        cells = maps.reshape(len(files), maps.shape[1], 7, 2, 7, 2).mean(axis=(3, 5))
        tokens: Array = cells.reshape(len(files), -1, 49).transpose(0, 2, 1)
        return tokens


def network() -> Tensors:
    """Tensors of the frozen network, as published for ImageNet."""
    from core.encoders.image_network import fold
    from core.training.pretrained import imagenet_lite0

    return dict(tensors_of(fold(imagenet_lite0(224))))


def looked(tensors: Tensors, folder: Path, files: Sequence[str], report: Report) -> Maps:
    """Maps of the files of one set, from the cache where the same network saw the same files.

    Raises:
        TrainingError: a film is missing.
    """
    missing = next((name for name in files if not (folder / name).is_file()), None)
    if missing:
        raise TrainingError(f"The film {folder / missing} is missing.")
    stamp = "".join(f"{name}{(folder / name).stat().st_size}" for name in files)
    weights = b"".join(np.ascontiguousarray(tensors[name]).tobytes() for name in sorted(tensors))
    kept = _cache() / f"{folder.name}-{digest(stamp.encode() + weights)[:16]}.npy"
    places = {name: i for i, name in enumerate(files)}
    if not kept.is_file():
        _keep(_look(FilmMap(tensors), folder, files, report), kept)
    return Maps(np.load(kept), places)


def _look(see: FilmMap, folder: Path, files: Sequence[str], report: Report) -> NDArray[np.float16]:
    found = []
    for start in range(0, len(files), BATCH):
        films = [open_film(folder / name).astype(np.float32) / 255.0 for name in files[start : start + BATCH]]
        found.append(see(films).astype(np.float16))
        report(start / len(files), f"{start} of {len(files)} films")
    return np.concatenate(found)


def _keep(maps: NDArray[np.float16], path: Path) -> None:
    """Written beside and moved, so that no half file is ever read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part.npy")
    np.save(part, maps)
    part.replace(path)


def _cache() -> Path:
    from platformdirs import user_cache_dir

    return Path(user_cache_dir("chiron")) / "bridge"
