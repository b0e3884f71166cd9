"""Contrastive pre-training: two augmented views of a film belong together, and to no other film of the batch.

SimCLR (T. Chen, S. Kornblith, M. Norouzi and G. Hinton, ICML 2020).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.case import Modality
from core.encoders.encoder import Encoder
from core.recipe import TrainingRecipe
from core.training.augment import Augmentation
from core.training.loop import Objective
from core.training.strategies.alone import the_only

if TYPE_CHECKING:
    from torch import Tensor

PROJECTED, TEMPERATURE = 128, 0.2


class Views:
    """Two augmented views of each film of a batch, as the encoder takes them.

    Args:
        encoder: Reads gray pictures.
        films: ``(n, h, w)`` in [0, 1].
        size: Side of a view, pixels.
        augmentation: How far views differ from the film.
    """

    def __init__(
        self, encoder: Encoder, films: NDArray[np.floating[Any]], size: int, augmentation: Augmentation | None = None
    ) -> None:
        self._encoder, self._films, self._size = encoder, films, size
        self._augment = augmentation or Augmentation(degrees=15, zoom=0.3, stretch=0.1, shift=0.15, contrast=0.4)

    def __len__(self) -> int:
        return len(self._films)

    def batch(self, rows: NDArray[np.intp], random: np.random.Generator) -> list[dict[str, Tensor]]:
        """The first views and the second ones."""
        import torch

        films = torch.from_numpy(np.asarray(self._films[rows], np.float32))[:, None]
        draws = torch.Generator().manual_seed(int(random.integers(2**62)))
        return [self._view(films, draws) for _ in range(2)]

    def _view(self, films: Tensor, draws: Any) -> dict[str, Tensor]:
        views = self._augment(films, self._size, draws).clamp(0.0, 1.0).numpy()
        return self._encoder.collate([self._encoder.prepare(view[0]) for view in views])


class Contrastive(Objective):
    """An encoder under a projection that is thrown away afterwards.

    Args:
        encoder: What is trained; its vectors are compared through the projection.
        temperature: Of the softmax over the batch; the smaller, the more the nearest films count.
    """

    def __init__(self, encoder: Encoder, temperature: float = TEMPERATURE) -> None:
        from torch import nn

        self.encoder, self.temperature = encoder, temperature
        width = encoder.width
        self.projection = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, PROJECTED))
        self.module = nn.ModuleDict({"encoder": encoder.module, "projection": self.projection})

    def loss(self, batch: Sequence[Mapping[str, Tensor]]) -> Tensor:
        """NT-Xent of the two views."""
        first, second = (self.projection(self.encoder.encode(view).vector) for view in batch)
        return nt_xent(first.float(), second.float(), self.temperature)


def nt_xent(first: Tensor, second: Tensor, temperature: float) -> Tensor:
    """Normalised, temperature-scaled cross-entropy: each of ``2 n`` views must find its other one among all.

    Args:
        first: ``(n, d)``.
        second: ``(n, d)``: row ``i`` belongs to row ``i`` of the first.
        temperature: Divides the cosines.
    """
    import torch
    from torch.nn.functional import cross_entropy, normalize

    views = normalize(torch.cat([first, second]), dim=1)
    count = len(first)
    cosines = views @ views.T / temperature
    cosines = cosines.masked_fill(torch.eye(2 * count, dtype=torch.bool, device=views.device), -torch.inf)
    other = torch.arange(2 * count, device=views.device).roll(count)
    return cross_entropy(cosines, other)


def open_contrastive(encoders: Mapping[str, Encoder], labels: Sequence[str], training: TrainingRecipe) -> Contrastive:
    """As a recipe asks for it; labels are not looked at."""
    encoder = the_only(encoders, Modality.IMAGE, "contrastive")
    encoder.module.requires_grad_(True)
    return Contrastive(encoder)
