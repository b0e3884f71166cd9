"""The network that listens to a short utterance: convolutions along time, written as products of matrices.

Utterances are brought to one length first, so that a batch needs no mask; how long one was goes in beside it. Residual
blocks as in convolutional recognisers of key words (Tang and Lin, ICASSP 2018), with layer norm and GELU.
"""

from __future__ import annotations

import torch  # noqa: TID253 - only imported from functions
from torch import Tensor, nn  # noqa: TID253
from torch.nn.functional import gelu, pad  # noqa: TID253

BANDS, STEPS, TAPS = 48, 48, 3


class Listener(nn.Module):
    """Pictures of utterances ``(b, 48, 48)`` (time, bands) and their lengths in frames ``(b,)`` as ``(b, width)``.

    Args:
        width: Length of the vector.
        channels: Channels of the blocks.
    """

    def __init__(self, width: int = 384, channels: int = 192) -> None:
        super().__init__()
        self.width, self.channels = width, channels
        self.enter = nn.Linear(2 * BANDS + 1, channels)
        self.early = nn.Sequential(*(Block(channels) for _ in range(3)))
        self.halve = nn.Linear(2 * channels, channels)
        self.late = nn.Sequential(*(Block(channels) for _ in range(2)))
        self.leave = nn.Sequential(nn.LayerNorm(STEPS // 4 * channels), nn.Linear(STEPS // 4 * channels, width))

    def forward(self, pictures: Tensor, lengths: Tensor) -> Tensor:
        """Differentiable; float32 whatever the precision inside."""
        pairs = pictures.reshape(len(pictures), STEPS // 2, 2 * BANDS)
        long = (lengths.clamp(min=1).log() - 4.0)[:, None, None].expand(-1, STEPS // 2, 1)
        early = self.early(self.enter(torch.cat([pairs, long.to(pairs.dtype)], dim=-1)))
        late = self.late(self.halve(early.reshape(len(early), STEPS // 4, 2 * self.channels)))
        vector: Tensor = self.leave(late.flatten(1)).float()
        return vector


class Block(nn.Module):
    """``x + W2 gelu(W1 [x-1, x, x+1])`` along time."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(channels)
        self.gather = nn.Linear(TAPS * channels, channels)
        self.give = nn.Linear(channels, channels)

    def forward(self, steps: Tensor) -> Tensor:
        """``(b, n, channels)`` to the same."""
        around = pad(self.norm(steps), (0, 0, TAPS // 2, TAPS // 2)).unfold(1, TAPS, 1).flatten(2)
        given: Tensor = steps + self.give(gelu(self.gather(around)))
        return given
