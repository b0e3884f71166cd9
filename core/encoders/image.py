"""The image expert: a film in, log-odds per label and the map of where they came from out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.encoders.image_guard import Guard
from core.encoders.image_network import from_arrays
from core.encoders.image_onnx import runner
from core.encoders.image_preparation import preparation
from core.intake.refusal import Refused
from core.weights import WeightsError, WeightsFolder

if TYPE_CHECKING:
    from torch import Tensor

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Look:
    """What the expert saw in one film.

    Attributes:
        log_odds: Label to the logit of the network, uncalibrated.
        maps: Label to its class activation map, float32 ``(h, w)`` spanning the film; its mean and the label's
            bias add up to the logit exactly.
        embedding: What the guard compares: the pooled middle map, which still tells kinds of pictures apart.
    """

    log_odds: Mapping[str, float]
    maps: Mapping[str, Array]
    embedding: Array


class ImageExpert:
    """A convolutional network with a linear read-out of its pooled last map.

    Class activation maps (Zhou et al., CVPR 2016) are exact for this shape: the read-out is linear, so the logit is the
    mean of the map plus a bias, and no gradient is needed.

    Args:
        weights: Arrays of the network as :func:`core.encoders.image_network.to_arrays` names them.
        labels: Names of the outputs, in order.
        size: Side of the network's input, pixels.
        guard: Who says whether it is the right kind of film at all.
    """

    def __init__(
        self, weights: Mapping[str, NDArray[np.generic]], labels: tuple[str, ...], size: int, guard: Guard | None = None
    ) -> None:
        self.labels = labels
        self.guard = guard
        self._prepare = preparation(size)
        self._network = from_arrays(weights, size)
        self._run = runner(self._network)
        if len(weights["_fc.bias"]) != len(labels):
            raise WeightsError(f"The image weights have {len(weights['_fc.bias'])} outputs, not {len(labels)}.")

    @classmethod
    def load(cls, folder: WeightsFolder, files: tuple[str, ...]) -> ImageExpert:
        """Read the expert from a sealed folder.

        Args:
            folder: The weights.
            files: The network (safetensors), its description (json), the guard (safetensors).

        Raises:
            WeightsError: a file is altered, absent, or does not fit the others.
        """
        network, description, guard = files
        try:
            about = json.loads(folder.read(description))
            labels, size = tuple(about["labels"]), int(about["size"])
        except (ValueError, KeyError, TypeError) as error:
            raise WeightsError(f"{description} does not describe an image expert.") from error
        return cls(folder.tensors(network), labels, size, Guard(folder.tensors(guard)))

    def look(self, film: Array) -> Look:
        """Read one film.

        Args:
            film: ``(height, width)`` in [0, 1], air dark.

        Raises:
            Refused: it is not the kind of film that the network was trained on.
        """
        middle, last = self._maps(film)
        embedding = embed(middle)[0]
        if self.guard is not None:
            self.guard.check(film, embedding)
        return self._read_out(last[0], embedding)

    def embedding(self, film: Array) -> Array:
        """What the guard compares, without asking it: for fitting and measuring the guard."""
        embedding: Array = embed(self._maps(film)[0])[0]
        return embedding

    def _maps(self, film: Array) -> tuple[Tensor, Tensor]:
        import torch

        if film.ndim != 2 or min(film.shape) < 32:
            raise Refused("too-small", "The picture is smaller than 32 pixels on a side: send the film itself.")
        with torch.inference_mode():
            return self._run(self._prepare(film)[None])

    def _read_out(self, last: Tensor, embedding: Array) -> Look:
        import torch

        layer: Any = self._network._fc
        with torch.inference_mode():
            maps = torch.einsum("lc,chw->lhw", layer.weight, last).numpy()
        logits = maps.mean(axis=(1, 2)) + layer.bias.detach().numpy()
        return Look(
            log_odds={label: float(value) for label, value in zip(self.labels, logits, strict=True)},
            maps=dict(zip(self.labels, maps, strict=True)),
            embedding=embedding,
        )


def embed(middle: Tensor) -> Array:
    """Pool the middle map of each film into one vector: ``(n, 112)``."""
    pooled: Array = middle.mean(dim=(2, 3)).numpy()
    return pooled
