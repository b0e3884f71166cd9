"""Projection heads of any number of modalities onto one unit sphere, and the temperature that they share."""

from __future__ import annotations

import math
from collections.abc import Mapping

import torch  # noqa: TID253 - only imported from functions
from torch import Tensor, nn  # noqa: TID253
from torch.nn.functional import normalize  # noqa: TID253

from core.architectures.networks.contrastive import FIRST_SCALE, Pairs, contrast, held_scale


def head(width_in: int, width: int, hidden: int, dropout: float) -> nn.Module:
    """One linear map without offset, as published, or a small perceptron where ``hidden`` is not 0."""
    if not hidden:
        return nn.Linear(width_in, width, bias=False)
    return nn.Sequential(
        nn.LayerNorm(width_in),
        nn.Linear(width_in, hidden),
        nn.GELU(),
        nn.Dropout(dropout),
        nn.Linear(hidden, width, bias=False),
    )


class DualEncoder(nn.Module):
    """A shared space (Radford et al., ICML 2021), for two modalities or more.

    The encoders stand outside: what goes in are their vectors, cached or fresh with their graph.

    Args:
        widths: Modality (or any role: ``"picture"``, ``"word"``, ``"voice"``) to the length of its encoder's vector.
        width: Length of a vector of the shared space.
        hidden: Hidden units of each head; 0 for a linear head.
        dropout: Dropout in the heads that are not linear.
    """

    def __init__(self, widths: Mapping[str, int], width: int, hidden: int = 0, dropout: float = 0.0) -> None:
        super().__init__()
        self.widths, self.width, self.hidden, self.dropout = dict(widths), width, hidden, dropout
        self.heads = nn.ModuleDict({name: head(size, width, hidden, dropout) for name, size in widths.items()})
        self.log_scale = nn.Parameter(torch.tensor(math.log(FIRST_SCALE)))

    @property
    def scale(self) -> Tensor:
        """The learned inverse temperature, at most 100."""
        return held_scale(self.log_scale, self.training)

    def embed(self, name: str, vectors: Tensor) -> Tensor:
        """An encoder's vectors ``(b, widths[name])`` as unit vectors ``(b, width)`` of the shared space."""
        return normalize(self.heads[name](vectors), dim=-1)

    def forward(self, vectors: Mapping[str, Tensor], present: Mapping[str, Tensor] | None = None) -> dict[str, Tensor]:
        """Modality to its unit vectors ``(b, width)``; rows in which it is absent are zero and were never read."""
        masks = present or {}
        return {name: self._embed_present(name, values, masks.get(name)) for name, values in vectors.items()}

    def _embed_present(self, name: str, vectors: Tensor, mask: Tensor | None) -> Tensor:
        if mask is None:
            return self.embed(name, vectors)
        found = self.embed(name, vectors[mask])
        return found.new_zeros(len(vectors), self.width).index_put((mask.nonzero()[:, 0],), found)

    def similarity(self, first: Tensor, second: Tensor) -> Tensor:
        """Cosines ``(n, m)`` between unit vectors ``(n, width)`` and ``(m, width)``."""
        return first @ second.T

    def logits(self, first: Tensor, second: Tensor) -> Tensor:
        """Cosines over the temperature ``(n, m)``: what a softmax over the candidates takes."""
        return self.scale * self.similarity(first, second)

    def loss(
        self,
        vectors: Mapping[str, Tensor],
        *,
        present: Mapping[str, Tensor] | None = None,
        concepts: Tensor | None = None,
        pairs: Pairs | None = None,
    ) -> Tensor:
        """The contrastive loss of a batch of encoders' vectors; see :func:`contrast` for the arguments."""
        return contrast(self(vectors, present), self.scale, present=present, concepts=concepts, pairs=pairs)
