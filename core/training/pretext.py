"""Pre-training a film network on films whose findings nobody looks at: which view is of which film, and plain facts.

Two augmented views of a film belong together and to no other film of the batch (SimCLR: T. Chen, S. Kornblith,
M. Norouzi and G. Hinton, ICML 2020), and what every film's record tells (sex, view, age, another collection's own
labels) is read from the same features. Both read-outs are thrown away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.encoders.image_network import feature_maps
from core.encoders.image_preparation import GRAY_MEAN, GRAY_SPREAD
from core.training.augment import Augmentation
from core.training.loop import Objective, Plan, Report, fit
from core.training.strategies.contrastive import nt_xent

if TYPE_CHECKING:
    from torch import Tensor, nn

Films = Sequence[NDArray[np.uint8]]
WIDTH, PROJECTED, TEMPERATURE = 1280, 128, 0.2
MARGIN = 1.25
FACTS = 0.5
AUGMENTATION = Augmentation(degrees=15.0, zoom=0.3, stretch=0.1, shift=0.15, contrast=0.4)


@dataclass(frozen=True)
class Unlabelled:
    """Films to pre-train on.

    Attributes:
        films: Gray levels.
        facts: ``(n, k)`` of 0 to 1, NaN where a film's record does not tell.
    """

    films: Films
    facts: NDArray[Any]


def pretrain(
    network: nn.Module,
    unlabelled: Unlabelled,
    size: int,
    plan: Plan,
    *,
    checkpoints: Path | None = None,
    report: Report | None = None,
) -> nn.Module:
    """Train all of a network, in place.

    Args:
        network: From :func:`core.encoders.image_network.lite`.
        unlabelled: From what.
        size: Side of a view, pixels.
        plan: How the loop runs.
        checkpoints: Folder of this run's checkpoints.
        report: Progress.

    Raises:
        TrainingError: as :func:`core.training.loop.fit` does.
    """
    objective = Pretext(network, unlabelled.facts.shape[1])
    fit(objective, Views(unlabelled, size), plan, checkpoints=checkpoints, report=report)
    return network.eval()


class Views:
    """Two augmented views of each film of a batch, and its facts; ``Samples`` of the loop."""

    def __init__(self, unlabelled: Unlabelled, size: int) -> None:
        self._films = np.stack([_shrunk(film, round(size * MARGIN)) for film in unlabelled.films])
        self._facts, self._size = unlabelled.facts.astype(np.float32), size

    def __len__(self) -> int:
        return len(self._films)

    def batch(self, rows: NDArray[np.intp], random: np.random.Generator) -> tuple[Tensor, Tensor, Tensor]:
        """First views and second ones, ``(b, 1, size, size)`` each, and facts ``(b, k)``."""
        import torch

        films = torch.from_numpy(self._films[rows].astype(np.float32) / 255.0)[:, None]
        draws = torch.Generator().manual_seed(int(random.integers(2**62)))
        first, second = (self._view(films, draws) for _ in range(2))
        return first, second, torch.from_numpy(self._facts[rows])

    def _view(self, films: Tensor, draws: Any) -> Tensor:
        import torch

        view = (AUGMENTATION(films, self._size, draws).clamp(0.0, 1.0) - GRAY_MEAN) / GRAY_SPREAD
        return view.contiguous(memory_format=torch.channels_last)


class Pretext(Objective):
    """A network under a projection and a read-out of facts.

    Args:
        network: What is trained.
        facts: How many facts there are.
    """

    def __init__(self, network: nn.Module, facts: int) -> None:
        import torch
        from torch import nn

        self.network = network
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            self.projection = nn.Sequential(nn.Linear(WIDTH, WIDTH), nn.ReLU(), nn.Linear(WIDTH, PROJECTED))
            self.facts = nn.Linear(WIDTH, facts)
        self.module = nn.ModuleDict({"network": network, "projection": self.projection, "facts": self.facts})

    def loss(self, batch: tuple[Tensor, Tensor, Tensor]) -> Tensor:
        """NT-Xent of the views, and the facts that are known, from both views."""
        first, second, facts = batch
        pooled = [feature_maps(self.network, view)[1].mean(dim=(2, 3)) for view in (first, second)]
        told = _known_loss(self.facts(pooled[0]), facts) + _known_loss(self.facts(pooled[1]), facts)
        loss = nt_xent(self.projection(pooled[0]), self.projection(pooled[1]), TEMPERATURE)
        return loss + FACTS * told


def _known_loss(logits: Tensor, facts: Tensor) -> Tensor:
    """Mean cross-entropy over what is known."""
    from torch.nn.functional import binary_cross_entropy_with_logits

    known = ~facts.isnan()
    return binary_cross_entropy_with_logits(logits[known], facts[known]) if known.any() else logits.sum() * 0.0


def _shrunk(film: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    from PIL import Image

    return np.asarray(Image.fromarray(film).resize((side, side), Image.Resampling.BOX))
