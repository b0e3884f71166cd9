"""Films as another position, another tube or another plate would have shown them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Generator, Tensor


@dataclass(frozen=True)
class Augmentation:
    """How far films are moved and toned.

    Attributes:
        degrees: Largest rotation, either way.
        zoom: Largest relative change of size, either way.
        stretch: Largest relative change of the aspect, either way.
        shift: Largest shift, as a share of half the side.
        gamma: Largest change of log gamma, either way.
        contrast: Largest relative change of contrast, either way.
        brightness: Largest shift of gray, either way.
        flip: Chance of a mirror image.
    """

    degrees: float = 10.0
    zoom: float = 0.15
    stretch: float = 0.05
    shift: float = 0.08
    gamma: float = 0.3
    contrast: float = 0.2
    brightness: float = 0.1
    flip: float = 0.5

    def __call__(self, films: Tensor, size: int, random: Generator) -> Tensor:
        """Films ``(n, 1, h, w)`` in [0, 1] as ``(n, 1, size, size)``, around [0, 1]."""
        return self._toned(self._moved(films, size, random), random)

    def _moved(self, films: Tensor, size: int, random: Generator) -> Tensor:
        import torch
        from torch.nn.functional import affine_grid, grid_sample

        count = len(films)
        turn = _either_way(count, self.degrees * math.pi / 180.0, random)
        scale = 1.0 / (1.0 + _either_way(count, self.zoom, random))
        aspect = 1.0 + _either_way(count, self.stretch, random)
        mirror = 1.0 - 2.0 * (torch.rand(count, generator=random) < self.flip).float()
        across, down = _either_way(count, self.shift, random), _either_way(count, self.shift, random)
        first = torch.stack([scale * turn.cos() * mirror * aspect, -scale * turn.sin(), across], dim=1)
        second = torch.stack([scale * turn.sin() * mirror, scale * turn.cos() / aspect, down], dim=1)
        grid = affine_grid(torch.stack([first, second], dim=1), [count, 1, size, size], align_corners=False)
        return grid_sample(films, grid, align_corners=False)

    def _toned(self, films: Tensor, random: Generator) -> Tensor:
        shape = (len(films), 1, 1, 1)
        gamma = _either_way(len(films), self.gamma, random).exp().view(shape)
        contrast = 1.0 + _either_way(len(films), self.contrast, random).view(shape)
        brightness = _either_way(len(films), self.brightness, random).view(shape)
        toned: Tensor = (films.clamp(1e-3, 1.0) ** gamma - 0.5) * contrast + 0.5 + brightness
        return toned


def _either_way(count: int, most: float, random: Generator) -> Tensor:
    """``(count,)`` drawn evenly from ``[-most, most]``."""
    import torch

    return (torch.rand(count, generator=random) * 2.0 - 1.0) * most
