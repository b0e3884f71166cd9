"""What a published vision model does to a picture before it looks, from its ``preprocessor_config.json``.

The library's own processors need torchvision, or Pillow and eight-bit pixels; this one keeps float pixels and follows
the same keys: resize, crop the centre, shift and scale.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.encoders.pixels import Mode, resized, scaled

if TYPE_CHECKING:
    from torch import Tensor

HALF = (0.5, 0.5, 0.5)
MODES: Mapping[int, Mode] = {0: "nearest", 2: "bilinear", 3: "bicubic", 4: "area", 1: "bicubic", 5: "bilinear"}
CONVNEXT_SMALL = 384


@dataclass(frozen=True)
class Processing:
    """Steps in their order.

    Attributes:
        short: Side to which the shorter edge is brought, 0 where ``size`` is a fixed one.
        size: Rows and columns after resizing; (0, 0) where ``short`` says it, or nothing is resized.
        crop: Rows and columns cut from the centre; (0, 0) for none.
        mode: How pixels are interpolated.
        mean: Of each channel.
        spread: Of each channel.
    """

    short: int = 0
    size: tuple[int, int] = (224, 224)
    crop: tuple[int, int] = (0, 0)
    mode: Mode = "bilinear"
    mean: tuple[float, ...] = HALF
    spread: tuple[float, ...] = HALF

    @classmethod
    def from_config(cls, config: Mapping[str, Any], side: int) -> Processing:
        """Read the keys of a processor.

        Args:
            config: Content of ``preprocessor_config.json``; empty where there is none.
            side: What the model's own configuration says its pictures measure, where the processor says nothing.
        """
        size = config.get("size", side)
        short, fixed = _sides(size)
        crop = _sides(config.get("crop_size", size)) if config.get("do_center_crop") else (0, (0, 0))
        cut = (crop[0], crop[0]) if crop[0] else crop[1]
        if "crop_pct" in config and short:
            short, fixed, cut = _convnext(short, float(config["crop_pct"]))
        if not config.get("do_resize", True):
            short, fixed = 0, (0, 0)
        normal = config.get("do_normalize", True)
        mean = tuple(config.get("image_mean", HALF)) if normal else (0.0,) * 3
        spread = tuple(config.get("image_std", HALF)) if normal else (1.0,) * 3
        return cls(short, fixed, cut, MODES.get(config.get("resample", 2), "bilinear"), mean, spread)

    def __call__(self, picture: Tensor) -> Tensor:
        """``(c, rows, columns)`` in [0, 1] to what the model reads."""
        rows, columns = self.size
        if self.short:
            rows, columns = _shortest(picture.shape[-2], picture.shape[-1], self.short)
        shown = resized(picture, rows, columns, self.mode) if rows else picture
        return scaled(_centre(shown, *self.crop) if self.crop[0] else shown, self.mean, self.spread)


def _sides(size: Any) -> tuple[int, tuple[int, int]]:
    """``(shortest edge, (rows, columns))``, one of them zero."""
    if isinstance(size, Mapping):
        if "shortest_edge" in size:
            return int(size["shortest_edge"]), (0, 0)
        return 0, (int(size["height"]), int(size["width"]))
    return 0, (int(size), int(size))


def _convnext(short: int, share: float) -> tuple[int, tuple[int, int], tuple[int, int]]:
    """ConvNeXt's processor: below 384 pixels resize to more and crop, from there on squeeze into the square."""
    if short >= CONVNEXT_SMALL:
        return 0, (short, short), (0, 0)
    return int(short / share), (0, 0), (short, short)


def _shortest(rows: int, columns: int, side: int) -> tuple[int, int]:
    """The shape whose shorter edge is ``side``."""
    if rows <= columns:
        return side, max(1, int(side * columns / rows))
    return max(1, int(side * rows / columns)), side


def _centre(picture: Tensor, rows: int, columns: int) -> Tensor:
    """The middle; a picture that is too small gets black edges."""
    from torch.nn.functional import pad

    lack_rows, lack_columns = max(0, rows - picture.shape[-2]), max(0, columns - picture.shape[-1])
    edges = (lack_columns // 2, lack_columns - lack_columns // 2, lack_rows // 2, lack_rows - lack_rows // 2)
    picture = pad(picture, edges)
    top, left = (picture.shape[-2] - rows) // 2, (picture.shape[-1] - columns) // 2
    return picture[..., top : top + rows, left : left + columns]
