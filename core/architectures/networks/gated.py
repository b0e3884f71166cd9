"""Flamingo's gated cross-attention: a language model's layer looks at images first, as much as its gates let it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch  # noqa: TID253 - only imported from functions
from torch import Tensor, nn  # noqa: TID253

from core.architectures.networks.attention import attend, split
from core.architectures.networks.perceiver import ACTIVATIONS


@dataclass(frozen=True)
class GateShape:
    """Sizes of a gated layer.

    Attributes:
        width: Width of the language model.
        media_width: Length of the resampled tokens.
        heads: Heads of the attention.
        head_width: Width of a head.
        inner: Width of the feed-forward layer.
        activation: Of the feed-forward layer.
        style: ``"flamingo"``: layer norms and two linear maps, as published; ``"idefics"``: the norms and the gated
            linear unit of a Llama, as its open reproduction has them.
        normed: Whether queries and keys are normed before they meet.
        gates: Numbers in a gate: 1, or the width.
        epsilon: Of the norms.
    """

    width: int
    media_width: int
    heads: int = 4
    head_width: int = 64
    inner: int = 1024
    activation: str = "gelu"
    style: str = "flamingo"
    normed: bool = False
    gates: int = 1
    epsilon: float = 1e-5


@dataclass(frozen=True)
class Seen:
    """What a language model looks at while it reads.

    Attributes:
        media: ``(b, m, media_width)``: resampled tokens of all images of a row.
        mask: ``(b, n, m)``: which of them each token of the text may see.
    """

    media: Tensor
    mask: Tensor

    def for_tokens(self, rows: int, tokens: int) -> tuple[Tensor, Tensor]:
        """Media and mask for the next tokens of a text: all of it, or those that follow what is cached.

        Args:
            rows: Rows that are decoded; a multiple of ours where a beam holds several rows of one image.
            tokens: Tokens that are read now; tokens that follow see what the last one saw.
        """
        mask = self.mask if self.mask.shape[1] == tokens else self.mask[:, -1:].expand(-1, tokens, -1)
        beams = rows // len(self.media)
        return self.media.repeat_interleave(beams, 0), mask.repeat_interleave(beams, 0)


class FeedForward(nn.Module):
    """Two linear maps, or three where one of them gates another."""

    def __init__(self, shape: GateShape) -> None:
        super().__init__()
        self.inner = nn.Linear(shape.width, shape.inner, bias=False)
        self.gate = nn.Linear(shape.width, shape.inner, bias=False) if shape.style == "idefics" else None
        self.activation = ACTIVATIONS[shape.activation]()
        self.outer = nn.Linear(shape.inner, shape.width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """``(b, n, width)`` to the same."""
        inner = self.inner(x)
        inner = self.activation(inner) if self.gate is None else self.activation(self.gate(x)) * inner
        out: Tensor = self.outer(inner)
        return out


class GatedCrossAttention(nn.Module):
    """A GATED XATTN-DENSE layer (Alayrac et al., Flamingo, NeurIPS 2022, section 2.2).

    Both gates start at zero, so that the language model starts unchanged.

    Attributes:
        seen: What is looked at; None leaves everything as it is.
    """

    seen: Seen | None = None

    def __init__(self, shape: GateShape) -> None:
        super().__init__()
        self.heads, across = shape.heads, shape.heads * shape.head_width
        self.norm, self.feed_norm = _norm(shape, shape.width), _norm(shape, shape.width)
        self.query = nn.Linear(shape.width, across, bias=False)
        self.key = nn.Linear(shape.media_width, across, bias=False)
        self.value = nn.Linear(shape.media_width, across, bias=False)
        self.out = nn.Linear(across, shape.width, bias=False)
        self.query_norm = _norm(shape, shape.head_width) if shape.normed else nn.Identity()
        self.key_norm = _norm(shape, shape.head_width) if shape.normed else nn.Identity()
        self.feed = FeedForward(shape)
        self.attention_gate = nn.Parameter(torch.zeros(shape.gates))
        self.feed_gate = nn.Parameter(torch.zeros(shape.gates))

    def forward(self, x: Tensor, media: Tensor, mask: Tensor) -> Tensor:
        """``x (b, n, width)`` after it looked at ``media (b, m, media_width)`` through ``mask (b, n, m)``."""
        query = self.query_norm(split(self.query(self.norm(x)), self.heads))
        key = self.key_norm(split(self.key(media), self.heads))
        found = self.out(attend(query, key, split(self.value(media), self.heads), mask))
        x = x + self.attention_gate.tanh() * found
        fed: Tensor = x + self.feed_gate.tanh() * self.feed(self.feed_norm(x))
        return fed

    def before(self, layer: nn.Module, given: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        """Called before a language model's layer, with its arguments: it reads what this one makes of its input."""
        if self.seen is None:
            return given, named
        if not given:
            return given, named | {"hidden_states": self._looked(named["hidden_states"], self.seen)}
        return (self._looked(given[0], self.seen), *given[1:]), named

    def _looked(self, x: Tensor, seen: Seen) -> Tensor:
        looked: Tensor = self(x, *seen.for_tokens(x.shape[0], x.shape[1]))
        return looked


def _norm(shape: GateShape, width: int) -> nn.Module:
    return (nn.RMSNorm if shape.style == "idefics" else nn.LayerNorm)(width, eps=shape.epsilon)
