"""DenseNet-121 as the image expert: for weights that a hospital fetches itself, torchxrayvision's above all.

DenseNet: Huang et al., CVPR 2017. Films are prepared as torchxrayvision prepares them (Cohen et al., MIDL 2022): the
centre square, 224 pixels, gray levels from -1024 to 1024. The guard stays that of the shipped network, which looks at
every film first.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.encoders.image import ImageExpert, Look
from core.intake.refusal import Refused
from core.weights import WeightsError, WeightsFolder

if TYPE_CHECKING:
    from torch import Tensor, nn

Array = NDArray[np.floating[Any]]
Arrays = Mapping[str, NDArray[np.generic]]
SIZE, BRIGHTEST = 224, 1024.0
FINER = 4
WEIGHT, BIAS = "class_layers.out.weight", "class_layers.out.bias"
UNUSED = ("op_threshs",)
_LAYER = re.compile(r"^(features\.denseblock\d+\.denselayer\d+)\.(norm|conv)([12])\.?")


@dataclass(frozen=True)
class About:
    """What the description beside the network says.

    Attributes:
        outputs: Label of each output, in order, as the recipe writes it; empty for one that is not used.
        size: Side of the input, pixels.
    """

    outputs: tuple[str, ...]
    size: int = SIZE

    @classmethod
    def parse(cls, text: bytes, name: str) -> About:
        """From JSON.

        Raises:
            WeightsError: it does not describe a DenseNet.
        """
        try:
            content = json.loads(text)
            return cls(tuple(str(label) for label in content["outputs"]), int(content["size"]))
        except (ValueError, KeyError, TypeError) as error:
            raise WeightsError(f"{name} does not describe a DenseNet-121.") from error


def monai_names(published: Arrays) -> dict[str, NDArray[np.float32]]:
    """Rename torchvision's or torchxrayvision's state for MONAI's network; one that has its names stays as it is.

    Operating points and batch counters are left out: the logits themselves are calibrated here.
    """
    kept = {key: value for key, value in published.items() if key not in UNUSED and "num_batches" not in key}
    return {_renamed(key): np.asarray(value, np.float32) for key, value in kept.items()}


def _renamed(key: str) -> str:
    """The oldest published files write ``norm.1`` for ``norm1``."""
    key = re.sub(r"\.(norm|conv)\.([12])\.", r".\1\2.", key)
    key = _LAYER.sub(r"\1.layers.\2\3.", key)
    return re.sub(r"^classifier\.", "class_layers.out.", key)


def network_of(arrays: Arrays) -> nn.Module:
    """MONAI's network with these weights, at rest.

    Args:
        arrays: As :func:`monai_names` gives them.

    Raises:
        WeightsError: they are of another network; the sentence names what does not fit.
    """
    from monai.networks.nets.densenet import DenseNet121

    from core.encoders.state import from_arrays

    if BIAS not in arrays or arrays[BIAS].ndim != 1:
        raise WeightsError("The image weights have no classifier, so they are not of a DenseNet-121.")
    network: nn.Module = DenseNet121(spatial_dims=2, in_channels=1, out_channels=len(arrays[BIAS]))
    from_arrays(network, arrays, "The DenseNet-121")
    return network.eval()


class DenseExpert:
    """Looks as :class:`core.encoders.image.ImageExpert` does, through another network.

    Class activation maps are exact: the last map is rectified, averaged and read out linearly.

    Args:
        arrays: As :func:`monai_names` gives them.
        about: What the outputs mean.
        gate: The network with the guard that says whether it is a film at all; none asks nobody.
    """

    def __init__(self, arrays: Arrays, about: About, gate: ImageExpert | None = None) -> None:
        self.labels = tuple(label for label in about.outputs if label)
        self.gate = gate
        self._about, self._network = about, network_of(arrays)
        self._weight, self._bias = (np.asarray(arrays[name], np.float64) for name in (WEIGHT, BIAS))
        if len(self._bias) != len(about.outputs):
            raise WeightsError(f"The DenseNet-121 has {len(self._bias)} outputs, not {len(about.outputs)}.")

    @classmethod
    def load(cls, folder: WeightsFolder, files: tuple[str, ...]) -> DenseExpert:
        """Read the expert from a sealed folder.

        Args:
            folder: The weights.
            files: The network (safetensors), its description (json), and the three files of the gate.

        Raises:
            WeightsError: a file is altered, absent, or does not fit the others.
        """
        if len(files) != 5:
            raise WeightsError("A DenseNet-121 takes five files: its own two, and the three of the guard's network.")
        about = About.parse(folder.read(files[1]), files[1])
        return cls(folder.tensors(files[0]), about, ImageExpert.load(folder, files[2:]))

    def look(self, film: Array) -> Look:
        """Read one film.

        Args:
            film: ``(height, width)`` in [0, 1], air dark.

        Raises:
            Refused: it is not the kind of film that the guard knows.
        """
        embedding = admitted(film, self.gate)
        activation = self._last_map(prepared(film, self._about.size))
        maps = np.einsum("lc,chw->lhw", self._weight, activation)
        logits = maps.mean(axis=(1, 2)) + self._bias
        named = [(number, label) for number, label in enumerate(self._about.outputs) if label]
        return Look(
            log_odds={label: float(logits[number]) for number, label in named},
            maps={label: spread_over(maps[number], *film.shape) for number, label in named},
            embedding=embedding,
        )

    def _last_map(self, film: Tensor) -> NDArray[np.float64]:
        import torch

        with torch.inference_mode():
            network: Any = self._network
            activation: NDArray[np.float64] = network.features(film[None]).relu()[0].numpy().astype(np.float64)
        return activation


def admitted(film: Array, gate: ImageExpert | None) -> Array:
    """What the guard compares of a film that it lets pass; empty where there is no guard.

    Raises:
        Refused: it does not let it pass.
    """
    if gate is None:
        return np.zeros(0)
    embedding = gate.embedding(film)
    if gate.guard is not None:
        gate.guard.check(film, embedding)
    return embedding


def prepared(film: Array, size: int = SIZE) -> Tensor:
    """``(1, size, size)`` from -1024 to 1024: the centre square, smoothed before it shrinks."""
    import torch

    from core.encoders.pixels import resized

    if film.ndim != 2 or min(film.shape) < 32:
        raise Refused("too-small", "The picture is smaller than 32 pixels on a side: send the film itself.")
    side = min(film.shape)
    top, left = film.shape[0] // 2 - side // 2, film.shape[1] // 2 - side // 2
    square = np.ascontiguousarray(film[top : top + side, left : left + side], np.float32)
    return (2.0 * resized(torch.from_numpy(square)[None], size, size, "bilinear") - 1.0) * BRIGHTEST


def spread_over(square: Array, rows: int, columns: int) -> NDArray[np.float32]:
    """A map of the centre square as one that spans the film, zero beside it; its mean stays the same.

    Args:
        square: ``(h, h)``.
        rows: Height of the film, pixels.
        columns: Width of the film, pixels.
    """
    fine = square.repeat(FINER, axis=0).repeat(FINER, axis=1)
    side, shorter = len(fine), min(rows, columns)
    whole = np.zeros((round(side * rows / shorter), round(side * columns / shorter)), np.float32)
    top, left = (whole.shape[0] - side) // 2, (whole.shape[1] - side) // 2
    whole[top : top + side, left : left + side] = fine * (whole.size / fine.size)
    return whole
