"""Who knows chest films: fitted on films, with a threshold between them and other pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.encoders.film_map import FilmMap
from core.encoders.image_guard import Guard, fit
from core.training import readout
from core.training.films import open_film
from core.weights import Tensors

Array = NDArray[np.floating[Any]]
COMPONENTS = 64
STRENGTH = 0.01
ACCEPTED, LOST = 0.998, 0.02
EVERY = 8
TURNED: Mapping[str, Callable[[Array], Array]] = {
    "turned left": lambda film: np.rot90(film),
    "turned right": lambda film: np.rot90(film, 3),
    "upside down": lambda film: np.rot90(film, 2),
    "inverted": lambda film: 1.0 - film,
}


def turned(see: FilmMap, paths: Sequence[Path]) -> Array:
    """What the network makes of some films that were turned or inverted: ``(4 n, 112)``."""
    found = []
    for path in paths:
        film = open_film(path).astype(np.float32) / 255.0
        found.append(see([np.ascontiguousarray(turn(film)) for turn in TURNED.values()]).mean(axis=(2, 3)))
    return np.concatenate(found)


def fitted(upright: Array, leaning: Array, foreign: Array) -> Tensors:
    """The guard's tensors.

    Args:
        upright: ``(n, 112)``: films as they should be.
        leaning: The same for films that were turned or inverted.
        foreign: The same for pictures that are no chest films; they set how far is too far.
    """
    truth = np.concatenate([np.zeros(len(upright)), np.ones(len(leaning))])[:, None]
    pose = readout.fit(np.concatenate([upright, leaning]).astype(np.float64), truth, STRENGTH)
    tensors = fit(upright, COMPONENTS) | {"pose": pose.weights[0].astype("f4"), "pose_bias": pose.bias.astype("f4")}
    whole = Guard(tensors)
    near = np.concatenate([_unseen(upright, half) for half in (0, 1)])
    return dict(tensors) | {
        "threshold": _between(near, whole.distances(foreign)),
        "pose_threshold": _between(whole.poses(upright), whole.poses(leaning)),
    }


def _unseen(films: Array, half: int) -> Array:
    """Distances of half of the films from a guard that was fitted on the other half."""
    return Guard(fit(films[half::2], COMPONENTS)).distances(films[1 - half :: 2])


def _between(good: Array, bad: Array) -> NDArray[np.float32]:
    return np.array([max(np.quantile(good, ACCEPTED), np.quantile(bad, LOST))], np.float32)
