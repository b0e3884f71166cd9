"""The network that looks: EfficientNet-lite in MONAI's shape, reading one gray channel.

EfficientNet-lite is EfficientNet (Tan and Le, arXiv 1905.11946) without squeeze-excitation and with ReLU6 for swish;
MONAI's `EfficientNet` takes its block strings as they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from core.weights import WeightsError

if TYPE_CHECKING:
    from torch import Tensor, nn

BLOCKS = (
    "r1_k3_s11_e1_i32_o16",
    "r2_k3_s22_e6_i16_o24",
    "r2_k5_s22_e6_i24_o40",
    "r3_k3_s22_e6_i40_o80",
    "r3_k5_s11_e6_i80_o112",
    "r4_k5_s22_e6_i112_o192",
    "r1_k3_s11_e6_i192_o320",
)

FINE, COARSE = 16, 32
"""Strides of the last map: as published it is one cell for 32 pixels; the finer one skips the last halving."""
HALVING = 5

PAIRS = (
    ("_conv_stem", "_bn0"),
    ("_expand_conv", "_bn0"),
    ("_depthwise_conv", "_bn1"),
    ("_project_conv", "_bn2"),
    ("_conv_head", "_bn1"),
)


def lite(
    size: int,
    labels: int,
    drop_connect: float = 0.0,
    dropout: float = 0.0,
    channels: int = 1,
    stride: int = COARSE,
) -> nn.Module:
    """An untrained EfficientNet-lite0 for films of ``size`` by ``size`` pixels.

    Args:
        size: Side of the input in pixels; a multiple of 32, so that paddings stay those of the published network.
        labels: Outputs of the linear layer.
        drop_connect: Stochastic depth while training, 0 to 1.
        dropout: Dropout before the linear layer while training, 0 to 1.
        channels: 1 for gray films, 3 for colour pictures.
        stride: Pixels for one cell of the last map: 32 as published, or 16, with the same parameters.
    """
    from monai.networks.nets.efficientnet import EfficientNet

    network: Any = EfficientNet(
        list(blocks(stride)),
        in_channels=channels,
        num_classes=labels,
        image_size=size,
        drop_connect_rate=drop_connect,
        dropout_rate=dropout,
    )
    _use_relu6(network)
    network.stride = stride
    return cast("nn.Module", network)


def blocks(stride: int = COARSE) -> tuple[str, ...]:
    """The block strings of a network with that stride."""
    whole = BLOCKS[HALVING].replace("_s22_", "_s11_")
    return BLOCKS if stride == COARSE else (*BLOCKS[:HALVING], whole, *BLOCKS[HALVING + 1 :])


def _use_relu6(network: nn.Module) -> None:
    """MONAI's blocks hold their activation under one name; the lite family clips it at 6."""
    from torch import nn

    for module in network.modules():
        if hasattr(module, "_swish"):
            module._swish = nn.ReLU6(inplace=True)


def from_imagenet(published: Mapping[str, Tensor], channels: int = 1) -> dict[str, Tensor]:
    """Rename the published EfficientNet-lite0 state for :func:`lite`, without the ImageNet classifier.

    For one channel the stem's three colour planes are summed: exact for a gray picture that is repeated over three
    equal channels.
    """
    state = {_renamed(key): value for key, value in published.items() if not key.startswith("_fc.")}
    if channels == 1:
        state["_conv_stem.weight"] = state["_conv_stem.weight"].sum(dim=1, keepdim=True)
    return state


def _renamed(key: str) -> str:
    """``_blocks.5.x`` in the published list is ``_blocks.<stack>.5.x`` in MONAI's stacks."""
    match = re.match(r"_blocks\.(\d+)\.(.*)", key)
    if match is None:
        return key
    index = int(match.group(1))
    return f"_blocks.{_stack_of(index)}.{index}.{match.group(2)}"


def _stack_of(block: int) -> int:
    """Which stack the flat block number belongs to."""
    total = 0
    for stack, text in enumerate(BLOCKS):
        total += int(text[1])
        if block < total:
            return stack
    raise ValueError(f"EfficientNet-lite0 has no block {block}.")


def fold(network: nn.Module) -> nn.Module:
    """Put each batch norm of a network at rest into the convolution before it: same outputs, fewer layers.

    Returns:
        The same network, changed in place, in evaluation mode.
    """
    from torch import nn
    from torch.nn.utils.fusion import fuse_conv_bn_eval

    network.eval()
    for module in list(network.modules()):
        for convolution, norm in PAIRS:
            if isinstance(getattr(module, norm, None), nn.BatchNorm2d) and hasattr(module, convolution):
                setattr(module, convolution, fuse_conv_bn_eval(getattr(module, convolution), getattr(module, norm)))
                setattr(module, norm, nn.Identity())
    return network


def channels_last(network: nn.Module) -> nn.Module:
    """Lay the filters out as the processor's depthwise kernels want them; outputs stay the same."""
    import torch

    for parameter in network.parameters():
        if parameter.dim() == 4:
            parameter.data = parameter.data.contiguous(memory_format=torch.channels_last)
    return network


def feature_maps(network: Any, films: Tensor) -> tuple[Tensor, Tensor]:
    """The maps before the two linear read-outs: stack 4 (112 channels, stride 16) and the last (1280, stride 32).

    Args:
        network: From :func:`lite`.
        films: ``(n, 1, size, size)``, normalised.
    """
    x = network._swish(network._bn0(network._conv_stem(network._conv_stem_padding(films))))
    stacks = list(network._blocks)
    for stack in stacks[:5]:
        x = stack(x)
    middle = x
    for stack in stacks[5:]:
        x = stack(x)
    return middle, network._swish(network._bn1(network._conv_head(network._conv_head_padding(x))))


def to_arrays(network: nn.Module) -> dict[str, NDArray[np.float32]]:
    """The state that inference needs, as float32 arrays."""
    return {
        key: value.detach().cpu().numpy().astype(np.float32)
        for key, value in network.state_dict().items()
        if not key.endswith("num_batches_tracked")
    }


def joined(networks: Sequence[nn.Module]) -> dict[str, NDArray[np.float16]]:
    """The states of several networks in one file, in half precision: ``<number>/<name>``."""
    return {
        f"{number}/{name}": value.astype(np.float16)
        for number, network in enumerate(networks)
        for name, value in to_arrays(network).items()
    }


def apart(arrays: Mapping[str, NDArray[np.generic]]) -> list[dict[str, NDArray[np.generic]]]:
    """The state of each network in a file: those of :func:`joined`, or the one of :func:`to_arrays`."""
    found: dict[str, dict[str, NDArray[np.generic]]] = {}
    for key, value in arrays.items():
        number, _, name = key.rpartition("/")
        found.setdefault(number, {})[name] = value
    return [found[number] for number in sorted(found, key=lambda each: (len(each), each))]


def from_arrays(arrays: Mapping[str, NDArray[np.generic]], size: int, stride: int = COARSE) -> nn.Module:
    """The network that :func:`to_arrays` wrote, folded and at rest.

    Args:
        arrays: Of one network.
        size: Side of its input, pixels.
        stride: Of its last map.

    Raises:
        WeightsError: the arrays are not those of this network.
    """
    import torch

    try:
        network = lite(size, labels=arrays["_fc.bias"].shape[0], stride=stride)
        state = {key: torch.from_numpy(np.asarray(value, np.float32)) for key, value in arrays.items()}
        missing, unexpected = network.load_state_dict(state, strict=False)
    except (KeyError, RuntimeError) as error:
        raise WeightsError("The image weights do not fit an EfficientNet-lite0.") from error
    if unexpected or any(not key.endswith("num_batches_tracked") for key in missing):
        raise WeightsError("The image weights do not fit an EfficientNet-lite0.")
    return channels_last(fold(network))
