"""Pictures to what networks read: resized without aliasing, in three channels or one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from torch import Tensor

Mode = Literal["nearest", "bilinear", "bicubic", "area"]
LUMA = (0.299, 0.587, 0.114)


def planes(picture: NDArray[np.floating[Any]], channels: int = 3) -> Tensor:
    """``(channels, height, width)``: gray is repeated; colour becomes luma (ITU-R BT.601) for one channel."""
    import torch

    pixels = torch.from_numpy(np.ascontiguousarray(picture, dtype=np.float32))
    if pixels.ndim == 2:
        return pixels.expand(channels, -1, -1)
    if channels == 1:
        return (pixels @ torch.tensor(LUMA))[None]
    return pixels.permute(2, 0, 1)


def resized(pixels: Tensor, rows: int, columns: int, mode: Mode = "area") -> Tensor:
    """``(c, rows, columns)``; bilinear and bicubic are smoothed before they shrink, as Pillow does it."""
    from torch.nn.functional import interpolate

    if pixels.shape[-2:] == (rows, columns):
        return pixels.contiguous()
    smooth = mode in ("bilinear", "bicubic")
    options = {"align_corners": False, "antialias": True} if smooth else {}
    return interpolate(pixels[None], (rows, columns), mode=mode, **options)[0].clamp(0, 1)


def scaled(pixels: Tensor, mean: tuple[float, ...], spread: tuple[float, ...]) -> Tensor:
    """Each channel shifted by its mean and divided by its spread."""
    import torch

    return (pixels - torch.tensor(mean)[:, None, None]) / torch.tensor(spread)[:, None, None]
