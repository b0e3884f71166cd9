"""Not every picture is the film that the network was trained on: the guard says so before anything is read from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.intake.refusal import Refused
from core.weights import WeightsError

Array = NDArray[np.floating[Any]]
LEAST_SPREAD = 0.01
GRID = 256


class Guard:
    """Distance from the films it was fitted on, and a read-out that knows films which were turned or inverted.

    Inside the subspace of the films' principal components the distance is Mahalanobis', outside it the residual over
    its
    usual size (Ndiour et al., arXiv 2012.04250): a picture of another kind is far in one of the two. A chest film on
    its side
    or with black and white exchanged is still a chest film, and not far: the pose read-out was fitted on such films.

    Args:
        tensors: ``mean`` (d), ``scale`` (d), ``components`` (k, d), ``variances`` (k), ``residual`` (1),
            ``threshold`` (1), and ``pose`` (d), ``pose_bias`` (1), ``pose_threshold`` (1).

    Raises:
        WeightsError: a tensor is missing.
    """

    def __init__(self, tensors: Mapping[str, NDArray[np.generic]]) -> None:
        try:
            self._mean, self._scale = np.asarray(tensors["mean"]), np.asarray(tensors["scale"])
            self._components, self._variances = np.asarray(tensors["components"]), np.asarray(tensors["variances"])
            self._residual, self.threshold = float(tensors["residual"][0]), float(tensors["threshold"][0])
            self._pose, self._pose_bias = np.asarray(tensors["pose"]), float(tensors["pose_bias"][0])
            self.pose_threshold = float(tensors["pose_threshold"][0])
        except (KeyError, IndexError) as error:
            raise WeightsError("The guard's weights are incomplete.") from error

    def distances(self, embeddings: Array) -> Array:
        """How far each row is from the films: ``(n, d)`` to ``(n,)``; 1 is usual."""
        centred = (embeddings - self._mean) / self._scale
        along = centred @ self._components.T
        inside = np.mean(along**2 / self._variances, axis=1)
        rest = np.maximum(np.sum(centred**2, axis=1) - np.sum(along**2, axis=1), 0.0)
        distance: Array = 0.5 * (inside + rest / self._residual)
        return distance

    def poses(self, embeddings: Array) -> Array:
        """Logits of having been turned or inverted: ``(n, d)`` to ``(n,)``."""
        logits: Array = embeddings @ self._pose + self._pose_bias
        return logits

    def check(self, film: Array, embedding: Array) -> None:
        """Raise unless the picture is of the trained kind.

        Raises:
            Refused: it is blank, too far from the films of training, or turned or inverted.
        """
        if spread(film) < LEAST_SPREAD:
            raise Refused("blank", "The picture is blank: there is nothing to read.")
        if float(self.distances(embedding[None])[0]) > self.threshold:
            raise Refused(
                "not-a-chest-film",
                "This does not look like a frontal chest film: send the film itself, whole and without a frame.",
            )
        if float(self.poses(embedding[None])[0]) > self.pose_threshold:
            raise Refused(
                "pose",
                "The film seems to be turned or inverted: send it upright, with the lungs dark and the bones bright.",
            )


def spread(film: Array) -> float:
    """Standard deviation of the brightness, on a grid of about 256 rows and columns: all that blankness needs."""
    down, across = (max(1, side // GRID) for side in film.shape)
    return float(np.std(film[::down, ::across]))


def fit(embeddings: Array, components: int) -> dict[str, NDArray[np.float32]]:
    """The guard's tensors from embeddings of films of the right kind.

    Args:
        embeddings: ``(n, d)``.
        components: How many principal components span the films.

    Returns:
        Everything but the thresholds and the pose; as they come, nothing is refused by them.
    """
    mean, scale = embeddings.mean(0), embeddings.std(0) + 1e-6
    centred = (embeddings - mean) / scale
    _, singular, axes = np.linalg.svd(centred, full_matrices=False)
    variances = singular[:components] ** 2 / len(embeddings)
    residual = np.array([np.sum(singular[components:] ** 2) / len(embeddings)])
    fitted = dict(mean=mean, scale=scale, components=axes[:components], variances=variances, residual=residual)
    open_to_all = {"threshold": [np.inf], "pose": np.zeros(mean.shape), "pose_bias": [0.0], "pose_threshold": [np.inf]}
    return {name: np.asarray(values, np.float32) for name, values in (fitted | open_to_all).items()}
