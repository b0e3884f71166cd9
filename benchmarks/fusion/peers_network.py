"""The networks of the published recipes; imported only from functions, since it defines modules of torch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch  # noqa: TID253 - only functions import this file
from numpy.typing import NDArray
from torch import Tensor, nn  # noqa: TID253 - the same

from core.training.joint import entropy
from core.training.loop import Objective


class Concat(nn.Module):
    """Vectors projected, concatenated, and read out by one hidden layer."""

    def __init__(self, widths: Sequence[int], hidden: int, labels: int) -> None:
        super().__init__()
        self.projections = nn.ModuleList(nn.Linear(width, hidden) for width in widths)
        self.read_out = nn.Sequential(
            nn.GELU(), nn.Dropout(0.2), nn.Linear(hidden * len(widths), hidden), nn.GELU(), nn.Linear(hidden, labels)
        )

    def forward(self, vectors: Sequence[Tensor]) -> Tensor:
        """Scores ``(b, labels)``."""
        parts = [project(vector) for project, vector in zip(self.projections, vectors, strict=True)]
        scores: Tensor = self.read_out(torch.cat(parts, dim=1))
        return scores


class LowRank(nn.Module):
    """The product over modalities of each vector (with a 1 appended) through its factors, summed over ranks."""

    def __init__(self, widths: Sequence[int], hidden: int, labels: int, rank: int) -> None:
        super().__init__()
        self.factors = nn.ModuleList(nn.Linear(width, rank * hidden) for width in widths)
        self.rank = rank
        self.read_out = nn.Sequential(nn.LayerNorm(hidden), nn.Dropout(0.2), nn.Linear(hidden, labels))

    def forward(self, vectors: Sequence[Tensor]) -> Tensor:
        """Scores ``(b, labels)``."""
        parts = [factor(v).unflatten(1, (self.rank, -1)) for factor, v in zip(self.factors, vectors, strict=True)]
        scores: Tensor = self.read_out(torch.stack(parts).prod(dim=0).sum(dim=1))
        return scores


class RowSamples:
    """Rows of vectors with their truth, as the loop takes them."""

    def __init__(self, vectors: Sequence[Tensor], truth: Tensor) -> None:
        self._vectors, self._truth = vectors, truth

    def __len__(self) -> int:
        return len(self._truth)

    def batch(self, rows: NDArray[np.intp], random: np.random.Generator) -> dict[str, Any]:
        """Some rows."""
        at = torch.from_numpy(rows)
        return {"vectors": [values[at] for values in self._vectors], "truth": self._truth[at]}


class RowObjective(Objective):
    """Cross-entropy, over classes where exactly one label holds."""

    def __init__(self, module: nn.Module, exclusive: bool) -> None:
        self.module = module
        self._exclusive = exclusive

    def loss(self, batch: Mapping[str, Any]) -> Tensor:
        """Mean over the batch."""
        return entropy(self.module(batch["vectors"]), batch["truth"], self._exclusive)
