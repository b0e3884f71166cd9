"""From a film as taken to what the network reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.encoders.pixels import resized

if TYPE_CHECKING:
    from torch import Tensor

GRAY_MEAN = 0.449
GRAY_SPREAD = 0.226


def preparation(size: int) -> Callable[[NDArray[np.floating[Any]]], Tensor]:
    """How a film becomes ``(1, size, size)``.

    The film is averaged over areas (nothing between the samples is skipped, so a 3,000-pixel film does not alias) and
    stretched to a square as the training films were, then shifted and scaled by the mean and spread of ImageNet's gray.
    MONAI's transforms give the same numbers; their tensors, which carry what is known of a picture along, took longer
    than the averaging.
    """

    def prepare(film: NDArray[np.floating[Any]]) -> Tensor:
        import torch

        gray = np.require(film, np.float32, ("C", "W"))
        return (resized(torch.from_numpy(gray)[None], size, size) - GRAY_MEAN) / GRAY_SPREAD

    return prepare
