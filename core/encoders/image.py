"""The image expert: a film in, log-odds per label and the map of where they came from out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from core.encoders.image_guard import Guard
from core.encoders.image_network import COARSE, apart, from_arrays
from core.encoders.image_onnx import runner
from core.encoders.image_preparation import GRAY_SPREAD, preparation
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


class Looking(Protocol):
    """Whoever reads a film as the image expert does, through whatever network."""

    def look(self, film: Array) -> Look:
        """Read one film: ``(height, width)`` in [0, 1], air dark."""


class _Member:
    """One network: a film prepared to its maps, and the last map read out."""

    def __init__(self, weights: Mapping[str, NDArray[np.generic]], size: int, stride: int) -> None:
        network: Any = from_arrays(weights, size, stride)
        self.run = runner(network)
        self._weight, self.bias = network._fc.weight.detach(), network._fc.bias.detach().numpy()

    def evidence(self, last: Tensor) -> Array:
        """Class activation maps ``(labels, h, w)`` of one film's last map."""
        import torch

        maps: Array = torch.einsum("lc,chw->lhw", self._weight, last).numpy()
        return maps


class ImageExpert:
    """Convolutional networks with linear read-outs of their pooled last maps; what they say is averaged.

    Class activation maps (Zhou et al., CVPR 2016) are exact for this shape: the read-out is linear, so the logit is the
    mean of the map plus a bias, and no gradient is needed. The mean over the networks keeps that.

    Args:
        weights: Arrays of one network as :func:`core.encoders.image_network.to_arrays` names them, or of several as
            :func:`core.encoders.image_network.joined` does.
        labels: Names of the outputs, in order.
        size: Side of the networks' input, pixels.
        guard: Who says whether it is the right kind of film at all; it looks through the first network.
        stride: Pixels for one cell of the last map.

    Attributes:
        side: Of the square that a film is averaged to before anything else; one that comes so is read alike.
    """

    def __init__(
        self,
        weights: Mapping[str, NDArray[np.generic]],
        labels: tuple[str, ...],
        size: int,
        guard: Guard | None = None,
        stride: int = COARSE,
    ) -> None:
        self.labels = labels
        self.guard, self.side = guard, size
        self._prepare = preparation(size)
        self._members = [_Member(arrays, size, stride) for arrays in apart(weights)]
        outputs = {len(member.bias) for member in self._members}
        if outputs != {len(labels)}:
            raise WeightsError(f"The image weights have {max(outputs, default=0)} outputs, not {len(labels)}.")

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
            labels, size, stride = tuple(about["labels"]), int(about["size"]), int(about.get("stride", COARSE))
        except (ValueError, KeyError, TypeError) as error:
            raise WeightsError(f"{description} does not describe an image expert.") from error
        return cls(folder.tensors(network), labels, size, Guard(folder.tensors(guard)), stride)

    def look(self, film: Array) -> Look:
        """Read one film.

        Args:
            film: ``(height, width)`` in [0, 1], air dark.

        Raises:
            Refused: it is not the kind of film that the network was trained on.
        """
        prepared = self._prepared(film)
        middle, last = self._maps(self._members[0], prepared)
        embedding = embed(middle)[0]
        if self.guard is not None:
            self.guard.check(_gray(prepared), embedding)
        others = [self._maps(member, prepared)[1] for member in self._members[1:]]
        return self._read_out([last, *others], embedding)

    def embedding(self, film: Array) -> Array:
        """What the guard compares, without asking it: for fitting and measuring the guard."""
        middle, _ = self._maps(self._members[0], self._prepared(film))
        embedding: Array = embed(middle)[0]
        return embedding

    def _prepared(self, film: Array) -> Tensor:
        if film.ndim != 2 or min(film.shape) < 32:
            raise Refused("too-small", "The picture is smaller than 32 pixels on a side: send the film itself.")
        return self._prepare(film)[None]

    def _maps(self, member: _Member, prepared: Tensor) -> tuple[Tensor, Tensor]:
        import torch

        with torch.inference_mode():
            return member.run(prepared)

    def _read_out(self, last: Sequence[Tensor], embedding: Array) -> Look:
        import torch

        with torch.inference_mode():
            evidence = [member.evidence(maps[0]) for member, maps in zip(self._members, last, strict=True)]
        maps, bias = np.mean(evidence, axis=0), np.mean([member.bias for member in self._members], axis=0)
        logits = maps.mean(axis=(1, 2)) + bias
        return Look(
            log_odds={label: float(value) for label, value in zip(self.labels, logits, strict=True)},
            maps=dict(zip(self.labels, maps, strict=True)),
            embedding=embedding,
        )


def _gray(prepared: Tensor) -> Array:
    """The square that the networks read, as brightness up to a constant."""
    gray: Array = prepared[0, 0].numpy() * GRAY_SPREAD
    return gray


def embed(middle: Tensor) -> Array:
    """Pool the middle map of each film into one vector: ``(n, 112)``."""
    pooled: Array = middle.mean(dim=(2, 3)).numpy()
    return pooled
