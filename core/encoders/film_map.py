"""A film as a map of features, by torch alone: quick to start, for commands that look at one picture and end.

The first five stacks of EfficientNet-lite0 (Tan and Le, arXiv 1905.11946), batch norms folded in; what
:func:`core.encoders.image_network.feature_maps` returns first, without building MONAI's network.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.encoders.image_network import BLOCKS
from core.encoders.image_preparation import GRAY_MEAN, GRAY_SPREAD
from core.weights import WeightsError

if TYPE_CHECKING:
    from torch import Tensor, nn

Array = NDArray[np.floating[Any]]
STACKS = 5
WIDTH = 112
SIDE = 14
SIZE = 224
_SPECIFICATION = re.compile(r"r(\d)_k(\d)_s(\d)\d_e(\d)_i(\d+)_o(\d+)")


class FilmMap:
    """Looks at gray pictures.

    Args:
        tensors: From :func:`tensors_of`.

    Raises:
        WeightsError: a tensor is missing.
    """

    def __init__(self, tensors: Mapping[str, NDArray[np.generic]]) -> None:
        import torch

        self._state = {name: torch.from_numpy(np.asarray(value, np.float32)) for name, value in tensors.items()}
        missing = [name for name in _names() if name not in self._state]
        if missing:
            raise WeightsError(f"The film network lacks the tensor '{missing[0]}'.")

    def __call__(self, films: list[Array]) -> Array:
        """Films ``(h, w)`` in [0, 1], of any size, as float32 maps ``(n, WIDTH, SIDE, SIDE)``."""
        import torch

        with torch.inference_mode():
            x = torch.cat([_prepared(film) for film in films])
            x = self._convolved(x, "_conv_stem", stride=2)
            number = 0
            for repeats, kernel, stride, expand in stacks()[:STACKS]:
                for turn in range(repeats):
                    x = self._block(x, f"{number}", kernel, stride if turn == 0 else 1, expand)
                    number += 1
            found: Array = x.numpy()
        return found

    def _block(self, x: Tensor, name: str, kernel: int, stride: int, expand: int) -> Tensor:
        y = self._convolved(x, f"{name}._expand_conv") if expand > 1 else x
        y = self._convolved(y, f"{name}._depthwise_conv", stride=stride, groups=y.shape[1])
        y = self._convolved(y, f"{name}._project_conv", clip=False)
        return y + x if stride == 1 and x.shape[1] == y.shape[1] else y

    def _convolved(self, x: Tensor, name: str, stride: int = 1, groups: int = 1, clip: bool = True) -> Tensor:
        """A convolution that keeps the size, or halves it, as TensorFlow pads: the odd pixel on the far side."""
        from torch.nn.functional import conv2d, pad, relu6

        weight, bias = self._state[f"{name}.weight"], self._state[f"{name}.bias"]
        if stride == 1:
            y = conv2d(x, weight, bias, padding=weight.shape[-1] // 2, groups=groups)
        else:
            total = max(weight.shape[-1] - stride, 0)
            near, far = total // 2, total - total // 2
            y = conv2d(pad(x, [near, far, near, far]), weight, bias, stride=stride, groups=groups)
        return relu6(y) if clip else y


def _prepared(film: Array) -> Tensor:
    """``(1, 1, SIZE, SIZE)``: averaged over areas, stretched to a square, shifted and scaled."""
    import torch
    from torch.nn.functional import interpolate

    gray = torch.from_numpy(np.ascontiguousarray(film, np.float32))[None, None]
    return (interpolate(gray, size=(SIZE, SIZE), mode="area") - GRAY_MEAN) / GRAY_SPREAD


def stacks(blocks: Sequence[str] = BLOCKS) -> list[tuple[int, int, int, int]]:
    """Repeats, kernel, stride and expansion of each stack of the whole network."""
    found = [_SPECIFICATION.fullmatch(text) for text in blocks]
    return [(int(m[1]), int(m[2]), int(m[3]), int(m[4])) for m in found if m]


def _names() -> list[str]:
    names, number = ["_conv_stem"], 0
    for repeats, _, _, expand in stacks()[:STACKS]:
        for _ in range(repeats):
            parts = ("_expand_conv", "_depthwise_conv", "_project_conv")[0 if expand > 1 else 1 :]
            names += [f"{number}.{part}" for part in parts]
            number += 1
    return [f"{name}.{kind}" for name in names for kind in ("weight", "bias")]


def tensors_of(network: nn.Module) -> dict[str, NDArray[np.float16]]:
    """The folded convolutions of :func:`core.encoders.image_network.lite`, in half precision.

    Args:
        network: After :func:`core.encoders.image_network.fold`.
    """
    state = {re.sub(r"^_blocks\.\d+\.", "", name): value for name, value in network.state_dict().items()}
    return {name: state[name].detach().cpu().numpy().astype(np.float16) for name in _names()}
