"""Symmetric InfoNCE over any number of modalities, and how a batch larger than memory is embedded."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations
from typing import TypeVar

import torch  # noqa: TID253 - only imported from functions
from torch import Tensor  # noqa: TID253
from torch.nn.functional import cross_entropy  # noqa: TID253
from torch.utils.checkpoint import checkpoint  # noqa: TID253

MOST_SCALE = 100.0
FIRST_SCALE = 1 / 0.07

Pairs = Iterable[tuple[str, str]]
Chunk = TypeVar("Chunk")


def contrast(
    embeddings: Mapping[str, Tensor],
    scale: Tensor,
    *,
    present: Mapping[str, Tensor] | None = None,
    concepts: Tensor | None = None,
    pairs: Pairs | None = None,
) -> Tensor:
    """The sum of the symmetric InfoNCE of all pairs of modalities (Radford et al., ICML 2021, for each pair).

    Args:
        embeddings: Modality to ``(b, width)`` unit vectors; row ``i`` of each belongs to the same thing.
        scale: What cosines are multiplied by: the inverse temperature.
        present: Modality to ``(b,)`` booleans; a row takes part in the pairs of which it has both. None: all are there.
        concepts: ``(b,)`` integers; rows of one concept are each other's positives and never negatives (the targets
            of Yang et al., UniCL, CVPR 2022). None: every row is a concept of its own.
        pairs: Which pairs; None for all.

    Returns:
        A scalar; zero, with gradients of zero, where no row has two modalities.
    """
    total = torch.stack([z.sum() * 0.0 for z in embeddings.values()]).sum()
    for first, second in pairs if pairs is not None else combinations(embeddings, 2):
        rows = _shared_rows(embeddings[first], present, first, second)
        same = same_concept(rows, concepts)
        total = total + pair_loss(scale * embeddings[first][rows] @ embeddings[second][rows].T, same)
    return total


def held_scale(log_scale: Tensor, training: bool) -> Tensor:
    """The learned inverse temperature; while training, its logarithm is held at that of 100 or below, as published."""
    if training:
        with torch.no_grad():
            log_scale.clamp_(max=math.log(MOST_SCALE))
    return log_scale.exp()


def pair_loss(logits: Tensor, same: Tensor) -> Tensor:
    """Mean of the two directions' cross entropies; zero where there is no row.

    Args:
        logits: ``(n, n)``: similarity of row to column, over the temperature.
        same: ``(n, n)`` booleans, symmetric: which rows show the same concept; true on the diagonal.
    """
    if not len(logits):
        return logits.sum()
    targets = same.to(logits.dtype) / same.sum(1, keepdim=True)
    return (cross_entropy(logits, targets) + cross_entropy(logits.T, targets)) / 2


def _shared_rows(like: Tensor, present: Mapping[str, Tensor] | None, first: str, second: str) -> Tensor:
    """Indices of the rows that have both modalities; a modality without a mask is there in every row."""
    everywhere = torch.ones(len(like), dtype=torch.bool, device=like.device)
    masks = present or {}
    return (masks.get(first, everywhere) & masks.get(second, everywhere)).nonzero()[:, 0]


def same_concept(rows: Tensor, concepts: Tensor | None) -> Tensor:
    """``(n, n)``: which of the rows ``(n,)`` show the same concept; without concepts, each only its own."""
    of_rows = rows if concepts is None else concepts[rows]
    return of_rows[:, None] == of_rows[None, :]


def in_chunks(embed: Callable[[Chunk], Mapping[str, Tensor]], chunks: Sequence[Chunk]) -> dict[str, Tensor]:
    """Embed a large batch with the activations of one chunk at a time in memory; gradients are those of the whole.

    The gradient cache of Gao et al. (RepL4NLP 2021): embed every chunk without keeping its graph, take the loss and its
    gradient with respect to the embeddings over the whole batch, then embed each chunk again, with its graph, and push
    its share of the gradient through. Checkpointing each chunk does exactly this, random numbers included (dropout
    draws the same mask both times), and leaves a loss on which ``backward`` is called as on any other.

    Args:
        embed: A chunk to modality to ``(rows of the chunk, width)``; the same modalities for each chunk.
        chunks: The batch, in order.

    Returns:
        Modality to ``(b, width)``.
    """
    parts = [checkpoint(embed, chunk, use_reentrant=False) for chunk in chunks]
    return {name: torch.cat([part[name] for part in parts]) for name in parts[0]}
