"""Sequences of unequal length: padded, averaged over what is there, joined."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor


def padded(sequences: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
    """``(b, n, ...)`` filled with zeros at the end, and the mask ``(b, n)`` of what is there.

    Args:
        sequences: Tensors ``(n_i, ...)``.
    """
    import torch
    from torch.nn.utils.rnn import pad_sequence

    lengths = torch.tensor([len(one) for one in sequences])
    rows = pad_sequence(list(sequences), batch_first=True)
    return rows, torch.arange(rows.shape[1])[None] < lengths[:, None]


def mean(tokens: Tensor, mask: Tensor) -> Tensor:
    """``(b, width)``: mean of the tokens that are there; zero where there is none.

    Args:
        tokens: ``(b, n, width)``.
        mask: ``(b, n)``.
    """
    weights = mask.to(tokens.dtype)[:, :, None]
    return (tokens * weights).sum(dim=1) / weights.sum(dim=1).clamp_min(1.0)


def joined(tokens: Tensor, mask: Tensor, owner: Tensor) -> tuple[Tensor, Tensor]:
    """Windows of several texts to one sequence for each text, padding between windows dropped.

    Args:
        tokens: ``(windows, length, width)``.
        mask: ``(windows, length)``.
        owner: ``(windows,)``: row of the text, rising.

    Returns:
        ``(b, n, width)`` and the mask ``(b, n)``.
    """
    import torch
    from torch.nn.utils.rnn import pad_sequence

    count = int(owner[-1]) + 1
    rows = [tokens[owner == row][mask[owner == row]] for row in range(count)]
    lengths = torch.tensor([len(row) for row in rows], device=tokens.device)
    whole = pad_sequence(rows, batch_first=True)
    return whole, torch.arange(whole.shape[1], device=tokens.device)[None] < lengths[:, None]
