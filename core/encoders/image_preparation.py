"""From a film as taken to what the network reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from torch import Tensor

GRAY_MEAN = 0.449
GRAY_SPREAD = 0.226


def preparation(size: int) -> Callable[[NDArray[np.floating[Any]]], Tensor]:
    """MONAI transforms that turn a film into ``(1, size, size)``.

    The film is averaged over areas (nothing between the samples is skipped, so a 3,000-pixel film does not alias) and
    stretched to a square as the training films were, then shifted and scaled by the mean and spread of ImageNet's gray.
    """
    from monai.transforms.compose import Compose
    from monai.transforms.intensity.array import NormalizeIntensity
    from monai.transforms.spatial.array import Resize
    from monai.transforms.utility.array import EnsureChannelFirst, ToTensor

    steps = Compose(
        [
            ToTensor(track_meta=False),
            EnsureChannelFirst(channel_dim="no_channel"),
            Resize((size, size), mode="area"),
            NormalizeIntensity(np.asarray(GRAY_MEAN, np.float32), np.asarray(GRAY_SPREAD, np.float32)),
        ]
    )

    def prepare(film: NDArray[np.floating[Any]]) -> Tensor:
        # MONAI's own tensor class would intercept, and slow, every operation of the network.
        prepared: Tensor = steps(np.asarray(film, np.float32)).as_tensor()
        return prepared

    return prepare
