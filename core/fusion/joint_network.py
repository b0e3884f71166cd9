"""The network of early fusion; imported only from functions, since it defines modules of torch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import torch  # noqa: TID253 - only functions import this file
from torch import Tensor, nn  # noqa: TID253 - the same

from core.fusion.fuser import Input


@dataclass(frozen=True)
class Shape:
    """How large the transformer is.

    Attributes:
        width: Of its tokens.
        depth: Its blocks.
        heads: Of each attention.
        dropout: In the blocks and before the read-out, while training.
    """

    width: int = 64
    depth: int = 2
    heads: int = 4
    dropout: float = 0.1

    def to_json(self) -> dict[str, Any]:
        """Plain numbers."""
        return asdict(self)


class JointNetwork(nn.Module):
    """One transformer over the tokens of all modalities (the single-stream shape of UNITER, Chen et al., ECCV 2020).

    Each input is standardised, projected to the common width and marked by an embedding of its own. Beside the tokens
    stands one more for each role, learnt in two versions, *present* and *missing*: that a role is absent is a stated
    fact, while its content is masked out of every attention. A query token collects what is read out.

    Args:
        inputs: What is taken of which role.
        labels: How many are stated.
        shape: How large.
    """

    def __init__(self, inputs: Sequence[Input], labels: int, shape: Shape) -> None:
        super().__init__()
        self.inputs = tuple(inputs)
        self.roles = tuple(dict.fromkeys(one.role for one in inputs))
        width = shape.width
        self.projections = nn.ModuleList(nn.Linear(one.width, width) for one in inputs)
        self.means = nn.ParameterList(fixed(torch.zeros(one.width)) for one in inputs)
        self.scales = nn.ParameterList(fixed(torch.ones(one.width)) for one in inputs)
        self.kinds = nn.Parameter(torch.randn(len(self.inputs), width) * 0.02)
        self.presence = nn.Parameter(torch.randn(2, len(self.roles), width) * 0.02)
        self.query = nn.Parameter(torch.randn(1, 1, width) * 0.02)
        block = nn.TransformerEncoderLayer(
            width, shape.heads, 2 * width, shape.dropout, "gelu", batch_first=True, norm_first=True
        )
        self.blocks = nn.TransformerEncoder(block, shape.depth, enable_nested_tensor=False)
        self.read_out = nn.Sequential(nn.LayerNorm(width), nn.Dropout(shape.dropout), nn.Linear(width, labels))

    def forward(self, contents: Sequence[Tensor], masks: Sequence[Tensor], present: Tensor) -> Tensor:
        """Scores ``(b, labels)``.

        Args:
            contents: For each input ``(b, n, width)``; whatever stands where the mask is false is never looked at.
            masks: For each input ``(b, n)``, true where a token stands.
            present: ``(b, roles)``.
        """
        there = [mask & present[:, self._at(one)] for one, mask in zip(self.inputs, masks, strict=True)]
        tokens = [self._tokens(n, content, mask) for n, (content, mask) in enumerate(zip(contents, there, strict=True))]
        state = torch.where(present[..., None], self.presence[1], self.presence[0])
        sequence = torch.cat([self.query.expand(len(present), -1, -1), state, *tokens], dim=1)
        known = torch.ones(len(present), 1 + len(self.roles), dtype=torch.bool, device=present.device)
        hidden = self.blocks(sequence, src_key_padding_mask=~torch.cat([known, *there], dim=1))
        scores: Tensor = self.read_out(hidden[:, 0])
        return scores

    def _at(self, one: Input) -> slice:
        at = self.roles.index(one.role)
        return slice(at, at + 1)

    def _tokens(self, number: int, content: Tensor, mask: Tensor) -> Tensor:
        """Standardised and projected; what is masked is set to the mean first, so that not even NaN passes."""
        standard = (content - self.means[number]) / self.scales[number]
        safe = torch.where(mask[..., None], standard, torch.zeros_like(standard))
        tokens: Tensor = self.projections[number](safe) + self.kinds[number]
        return tokens


def fixed(values: Tensor) -> nn.Parameter:
    """A parameter that is measured, not learnt."""
    return nn.Parameter(values, requires_grad=False)
