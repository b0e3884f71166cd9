"""Flamingo's perceiver resampler: any number of tokens in, a fixed number out."""

from __future__ import annotations

from dataclasses import dataclass

import torch  # noqa: TID253 - only imported from functions
from torch import Tensor, nn  # noqa: TID253

from core.architectures.networks.attention import attend, split

ACTIVATIONS: dict[str, type[nn.Module]] = {"gelu": nn.GELU, "relu": nn.ReLU, "silu": nn.SiLU}


@dataclass(frozen=True)
class ResamplerShape:
    """Sizes of the resampler; the published one has 6 blocks and 64 latents.

    Attributes:
        token_width: Length of the tokens that come in.
        width: Length of the tokens that go out; tokens of another length are mapped to it first.
        depth: Blocks.
        heads: Heads of each attention.
        head_width: Width of a head.
        latents: Tokens that go out.
        inner: Width of the feed-forward layers.
        activation: Of the feed-forward layers.
        normed: Whether queries and keys are normed before they meet.
    """

    token_width: int
    width: int = 256
    depth: int = 2
    heads: int = 4
    head_width: int = 64
    latents: int = 16
    inner: int = 1024
    activation: str = "gelu"
    normed: bool = False


class Block(nn.Module):
    """Latents look at the tokens and at each other, then a feed-forward; norms come before, residuals after."""

    def __init__(self, shape: ResamplerShape) -> None:
        super().__init__()
        self.heads, across = shape.heads, shape.heads * shape.head_width
        self.media_norm, self.latent_norm = nn.LayerNorm(shape.width), nn.LayerNorm(shape.width)
        self.query = nn.Linear(shape.width, across, bias=False)
        self.key = nn.Linear(shape.width, across, bias=False)
        self.value = nn.Linear(shape.width, across, bias=False)
        self.query_norm = nn.LayerNorm(shape.head_width) if shape.normed else nn.Identity()
        self.key_norm = nn.LayerNorm(shape.head_width) if shape.normed else nn.Identity()
        self.out = nn.Linear(across, shape.width, bias=False)
        self.feed_norm = nn.LayerNorm(shape.width)
        self.inner = nn.Linear(shape.width, shape.inner, bias=False)
        self.activation = ACTIVATIONS[shape.activation]()
        self.outer = nn.Linear(shape.inner, shape.width, bias=False)

    def forward(self, latents: Tensor, media: Tensor, mask: Tensor) -> Tensor:
        """``latents (b, l, width)`` after they looked at ``media (b, n, width)``; mask ``(b, 1, n + l)``."""
        asking = self.latent_norm(latents)
        source = torch.cat([self.media_norm(media), asking], dim=1)
        query = self.query_norm(split(self.query(asking), self.heads))
        key = self.key_norm(split(self.key(source), self.heads))
        latents = latents + self.out(attend(query, key, split(self.value(source), self.heads), mask))
        fed: Tensor = latents + self.outer(self.activation(self.inner(self.feed_norm(latents))))
        return fed


class Resampler(nn.Module):
    """The perceiver resampler (Alayrac et al., Flamingo, NeurIPS 2022, section 2.1)."""

    def __init__(self, shape: ResamplerShape) -> None:
        super().__init__()
        self.shape = shape
        same = shape.token_width == shape.width
        self.enter: nn.Module = nn.Identity() if same else nn.Linear(shape.token_width, shape.width)
        self.latents = nn.Parameter(torch.randn(shape.latents, shape.width))
        self.blocks = nn.ModuleList([Block(shape) for _ in range(shape.depth)])
        self.norm = nn.LayerNorm(shape.width)

    def forward(self, media: Tensor, mask: Tensor) -> Tensor:
        """``(b, n, token_width)`` and its mask ``(b, n)`` to ``(b, latents, width)``."""
        media, count = self.enter(media), len(media)
        latents = self.latents.expand(count, -1, -1)
        visible = torch.cat([mask, mask.new_ones(count, len(self.latents))], dim=1)[:, None]
        for block in self.blocks:
            latents = block(latents, media, visible)
        found: Tensor = self.norm(latents)
        return found
