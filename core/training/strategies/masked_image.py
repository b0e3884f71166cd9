"""Masked image modelling: squares of a picture are covered, and the pixels under them are told from the rest.

SimMIM (Z. Xie et al., CVPR 2022): covered squares go through the encoder like any other, a linear head predicts their
pixels, and the absolute error counts only there; so that convolutional networks and vision transformers train alike.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.case import Modality
from core.encoders.encoder import Encoder
from core.recipe import TrainingRecipe
from core.training.loop import Objective, TrainingError
from core.training.strategies.alone import the_only

if TYPE_CHECKING:
    from torch import Tensor

SHARE = 0.5


class CoveredFilms:
    """Films as the encoder takes them, and which squares are covered; one square stands under each token.

    Args:
        encoder: Reads pictures into a square grid of tokens.
        films: ``(n, h, w)`` or ``(n, h, w, 3)`` in [0, 1].
        share: Of the squares that are covered; at least one is, and one is not.
    """

    def __init__(self, encoder: Encoder, films: Sequence[NDArray[np.floating[Any]]], share: float = SHARE) -> None:
        self._films = [encoder.prepare(film) for film in films]
        self._encoder, self._grid = encoder, grid_of(encoder, films[0])
        squares = self._grid**2
        self._covered = min(max(1, round(share * squares)), squares - 1)

    def __len__(self) -> int:
        return len(self._films)

    def batch(self, rows: NDArray[np.intp], random: np.random.Generator) -> dict[str, Any]:
        """``batch``: what the encoder takes; ``covered``: ``(b, grid, grid)``."""
        import torch

        ranks = random.uniform(size=(len(rows), self._grid**2)).argsort(axis=1).argsort(axis=1)
        covered = torch.from_numpy(ranks < self._covered).view(len(rows), self._grid, self._grid)
        return {"batch": self._encoder.collate([self._films[row] for row in rows]), "covered": covered}


class MaskedImage(Objective):
    """An encoder that learns to see what is covered.

    Args:
        encoder: What is trained; takes ``pixels``.
        film: Any picture, to measure the encoder's grid on.
    """

    def __init__(self, encoder: Encoder, film: NDArray[np.floating[Any]]) -> None:
        import torch
        from torch import nn

        self.encoder, self.grid = encoder, grid_of(encoder, film)
        channels, side = encoder.collate([encoder.prepare(film)])["pixels"].shape[1:3]
        self.cell = side // self.grid
        self.cover = nn.Linear(1, channels, bias=False)
        torch.nn.init.zeros_(self.cover.weight)
        self.head = nn.Linear(encoder.token_width, channels * self.cell**2)
        self.module = nn.ModuleDict({"encoder": encoder.module, "head": self.head, "cover": self.cover})

    def loss(self, batch: Mapping[str, Any]) -> Tensor:
        """Mean absolute error of the covered pixels."""
        pixels, covered = batch["batch"]["pixels"], batch["covered"]
        over = covered.repeat_interleave(self.cell, 1).repeat_interleave(self.cell, 2)[:, None]
        shown = pixels * ~over + self.cover.weight.view(1, -1, 1, 1) * over
        tokens = self.encoder.encode({**batch["batch"], "pixels": shown}).tokens[:, -(self.grid**2) :]
        said = self.head(tokens).float()[covered.flatten(1)]
        error: Tensor = (said - self._squares(pixels)[covered.flatten(1)]).abs().mean()
        return error

    def _squares(self, pixels: Tensor) -> Tensor:
        """``(b, grid * grid, channels * cell * cell)``, in the order of the tokens."""
        from torch.nn.functional import unfold

        return unfold(pixels, self.cell, stride=self.cell).transpose(1, 2)


def grid_of(encoder: Encoder, film: NDArray[np.floating[Any]]) -> int:
    """Squares on a side of the grid in which the encoder's tokens stand; a class token before them does not count.

    Raises:
        TrainingError: there is no such grid, or its squares do not fill the picture.
    """
    import torch

    with torch.inference_mode():
        batch = encoder.collate([encoder.prepare(film)])
        count = encoder.encode(batch).tokens.shape[1]
    grid, side = math.isqrt(count), batch["pixels"].shape[-1] if "pixels" in batch else 0
    if grid < 2 or not side or side % grid or batch["pixels"].shape[-2] != side:
        raise TrainingError(
            f"Masked image modelling needs tokens in a square grid: this encoder gives {count} for {side} pixels; "
            "choose another size."
        )
    return grid


def open_masked_image(encoders: Mapping[str, Encoder], labels: Sequence[str], training: TrainingRecipe) -> MaskedImage:
    """As a recipe asks for it; labels are not looked at."""
    encoder = the_only(encoders, Modality.IMAGE, "masked-image")
    encoder.module.requires_grad_(True)
    return MaskedImage(encoder, np.zeros((64, 64), np.float32))
