"""The guard: fitted on chest films, upright and turned; other pictures set one threshold and measure the rest."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import weights
from core.encoders.image_guard import Guard, fit
from core.encoders.image_network import COARSE, apart, from_arrays
from core.training import readout
from core.training.films import features, open_films
from core.weights import WeightsFolder, seal
from domains.chest.training.cohort import Cohort

SMALL = 64
COMPONENTS = 64
STRENGTH = 0.01
ACCEPTED = 0.998
LOST = 0.02
TURNED: Mapping[str, Callable[[NDArray[np.uint8]], NDArray[np.uint8]]] = {
    "turned left": lambda film: np.rot90(film),
    "turned right": lambda film: np.rot90(film, 3),
    "upside down": lambda film: np.rot90(film, 2),
    "inverted": lambda film: 255 - film,
}
Films = list[NDArray[np.uint8]]


class Gallery:
    """Chest films of every source, and pictures that are none.

    Args:
        data: The development data.
        split: ``train`` or ``valid``.
    """

    def __init__(self, data: Path, split: str) -> None:
        self._data = data
        self._split = split

    @cached_property
    def adults(self) -> Films:
        """NIH films."""
        return Cohort.read(self._data, self._split).films

    @cached_property
    def children(self) -> Films:
        """A fifth of Kermany's films."""
        return self._films("kermany", "labels.csv", every=5)

    @cached_property
    def others(self) -> Films:
        """Bedside films of Hannover and teaching films of VQA-RAD."""
        return self._films("hannover", "labels.csv") + self._films("vqa_rad_chest", "qa.csv")

    @property
    def all(self) -> Films:
        """Every chest film."""
        return self.adults + self.children + self.others

    def _films(self, folder: str, table: str, every: int = 1) -> Films:
        import pandas as pd

        rows = pd.read_csv(self._data / folder / table, keep_default_na=False)
        names = rows[rows.split == self._split].file.drop_duplicates()
        return open_films(self._data / folder / name for name in names.iloc[::every])


class Embedder:
    """Films to what the guard compares, by the first network in a weights folder."""

    def __init__(self, folder: Path) -> None:
        seal(folder)
        sealed = WeightsFolder(folder)
        about = json.loads(sealed.read("image.json"))
        self._size, stride = int(about["size"]), int(about.get("stride", COARSE))
        self._network = from_arrays(apart(sealed.tensors("image.safetensors"))[0], self._size, stride)

    def __call__(self, films: Films) -> NDArray[Any]:
        """``(n, d)``."""
        return features(self._network, films, self._size)


def make(data: Path, out: Path) -> None:
    """Fit and write ``guard.safetensors``."""
    gallery, embed = Gallery(data, "train"), Embedder(out)
    upright = embed(gallery.all)
    small = embed([shrunk(film) for film in gallery.all[::2]])
    turned = embed([turn(film) for film in gallery.all[::4] for turn in TURNED.values()])
    usual = np.concatenate([upright, small])
    foreign = embed(mednist(data, 0)[0::2])
    tensors = fit(usual, COMPONENTS) | pose(usual, turned) | _thresholds(usual, turned, foreign)
    weights.save(tensors, out / "guard.safetensors")


def pose(usual: NDArray[Any], turned: NDArray[Any]) -> dict[str, NDArray[np.float32]]:
    """A read-out that tells turned and inverted films from upright ones."""
    truth = np.concatenate([np.zeros(len(usual)), np.ones(len(turned))])[:, None]
    fitted = readout.fit(np.concatenate([usual, turned]), truth, STRENGTH)
    return {"pose": fitted.weights[0].astype("f4"), "pose_bias": fitted.bias.astype("f4")}


def _thresholds(usual: NDArray[Any], turned: NDArray[Any], foreign: NDArray[Any]) -> dict[str, NDArray[np.float32]]:
    """As far out as the pictures to be refused allow, and never so near that more than a few good films are lost.

    What good films and turned ones reach is taken from a guard that was fitted on the other half of them.
    """
    reached: dict[str, list[NDArray[Any]]] = {"near": [], "upright": [], "turned": []}
    for half, other in ((0, 1), (1, 0)):
        guard = Guard(fit(usual[half::2], COMPONENTS) | pose(usual[half::2], turned[half::2]))
        reached["near"].append(guard.distances(usual[other::2]))
        reached["upright"].append(guard.poses(usual[other::2]))
        reached["turned"].append(guard.poses(turned[other::2]))
    whole = Guard(fit(usual, COMPONENTS))
    near, upright, leaning = (np.concatenate(parts) for parts in reached.values())
    return {
        "threshold": _between(near, whole.distances(foreign)),
        "pose_threshold": _between(upright, leaning),
    }


def _between(good: NDArray[Any], bad: NDArray[Any]) -> NDArray[np.float32]:
    return np.array([max(np.quantile(good, ACCEPTED), np.quantile(bad, LOST))], np.float32)


def measure(data: Path, out: Path) -> dict[str, dict[str, int]]:
    """How many valid films are taken, and how many other pictures are refused."""
    gallery, embed = Gallery(data, "valid"), Embedder(out)
    guard = Guard(WeightsFolder(out).tensors("guard.safetensors"))
    taken = {
        "adult films taken (NIH)": gallery.adults,
        "the same at 64 pixels taken": [shrunk(film) for film in gallery.adults],
        "children's films taken (Kermany)": gallery.children,
        "films of other sources taken (Hannover, VQA-RAD)": gallery.others,
        "MedNIST chest films taken": mednist(data, 1),
    }
    refused = {"other body parts refused (MedNIST, the half that set no threshold)": mednist(data, 0)[1::2]}
    refused |= {
        f"adult films {name} refused": [turn(film) for film in gallery.adults[::2]] for name, turn in TURNED.items()
    }

    def accepts(films: Films) -> int:
        return int(np.sum(_accepted(guard, embed(films))))

    counts = {name: {"count": accepts(films), "of": len(films)} for name, films in taken.items()}
    return counts | {name: {"count": len(films) - accepts(films), "of": len(films)} for name, films in refused.items()}


def _accepted(guard: Guard, embeddings: NDArray[Any]) -> NDArray[np.bool_]:
    taken: NDArray[np.bool_] = (guard.distances(embeddings) <= guard.threshold) & (
        guard.poses(embeddings) <= guard.pose_threshold
    )
    return taken


def mednist(data: Path, chest: int) -> Films:
    """The guard set's chest films (1) or everything else in it (0)."""
    import pandas as pd

    rows = pd.read_csv(data / "not_a_chest_xray" / "labels.csv", keep_default_na=False)
    names = rows[rows.is_chest_xray == chest].file
    return open_films(data / "not_a_chest_xray" / name for name in names)


def shrunk(film: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The film at the size of the guard set's pictures, so that sharpness tells nothing."""
    from PIL import Image

    return np.asarray(Image.fromarray(film).resize((SMALL, SMALL), Image.Resampling.BOX))
