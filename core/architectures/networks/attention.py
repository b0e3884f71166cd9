"""Attention over several heads in which what may not be seen is truly absent."""

from __future__ import annotations

import torch  # noqa: TID253 - only imported from functions
from torch import Tensor  # noqa: TID253
from torch.nn.functional import scaled_dot_product_attention  # noqa: TID253


def split(x: Tensor, heads: int) -> Tensor:
    """``(b, n, heads * d)`` as ``(b, heads, n, d)``."""
    return x.view(*x.shape[:2], heads, -1).transpose(1, 2)


def attend(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None = None, dropout: float = 0.0) -> Tensor:
    """Scaled dot-product attention (Vaswani et al., NeurIPS 2017).

    Args:
        query: ``(b, heads, n, d)``.
        key: ``(b, heads, m, d)``.
        value: ``(b, heads, m, d)``.
        mask: ``(b, n, m)`` or ``(b, 1, m)`` booleans: who may see what.
        dropout: Share of the attention that is dropped.

    Returns:
        ``(b, n, heads * d)``; zero for those who may see nothing.
    """
    if not key.shape[2]:
        return _join(torch.zeros_like(query))
    if mask is None:
        return _join(scaled_dot_product_attention(query, key, value, dropout_p=dropout))
    seeing = mask.any(-1, keepdim=True)
    found = scaled_dot_product_attention(query, key, value, attn_mask=(mask | ~seeing)[:, None], dropout_p=dropout)
    return _join(found) * seeing


def _join(x: Tensor) -> Tensor:
    """``(b, heads, n, d)`` as ``(b, n, heads * d)``."""
    return x.transpose(1, 2).flatten(2)
