"""The network of the small sound encoder; imported from functions only, so that listing parts does not load torch."""

import torch  # noqa: TID253
from torch import Tensor, nn  # noqa: TID253

STAGES = ((32, 64, (2, 1)), (64, 96, (2, 2)), (96, 160, (2, 1)))
ROWS = 5


class Block(nn.Module):
    """Two convolutions around a shortcut (He et al., CVPR 2016) on a spectrogram ``(b, c, bins, frames)``."""

    def __init__(self, given: int, made: int, stride: tuple[int, int]) -> None:
        super().__init__()
        self.first = nn.Conv2d(given, made, 3, stride=stride, padding=1, bias=False)
        self.second = nn.Conv2d(made, made, 3, padding=1, bias=False)
        self.norms = nn.ModuleList([nn.BatchNorm2d(made), nn.BatchNorm2d(made), nn.BatchNorm2d(made)])
        self.shortcut = nn.Conv2d(given, made, 1, stride=stride, bias=False)
        self.stride = stride[1]

    def forward(self, x: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """The block's output and the mask of its frames; frames that are padding stay zero, so none leaks in."""
        mask = mask[..., :: self.stride]
        y = torch.relu(self.norms[0](self.first(x))) * mask
        y = self.norms[1](self.second(y)) + self.norms[2](self.shortcut(x))
        return torch.relu(y) * mask, mask


class Convolution(nn.Module):
    """A log-mel spectrogram to tokens, one every 40 ms, and their weighted mean.

    Which token counts how much is learnt (attention pooling; Ilse et al., ICML 2018, without the gate).

    Args:
        width: Length of a token and of the vector.
        dropout: Share of token units dropped while training.
    """

    def __init__(self, width: int, dropout: float) -> None:
        super().__init__()
        self.stem = nn.Conv2d(1, STAGES[0][0], 3, stride=2, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(STAGES[0][0])
        self.blocks = nn.ModuleList([Block(*stage) for stage in STAGES])
        self.project = nn.Linear(STAGES[-1][1] * ROWS, width)
        self.after = nn.LayerNorm(width)
        self.dropout = nn.Dropout(dropout)
        self.score = nn.Linear(width, 1)

    def forward(self, mel: Tensor, frames: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Vector, tokens and mask of ``(b, 80, frames)``; ``frames`` ``(b,)`` says how many are no padding."""
        there = (torch.arange(mel.shape[2], device=mel.device)[None] < frames[:, None])[:, None, None]
        mask = there[..., ::2]
        x = torch.relu(self.norm(self.stem((mel * there[:, 0])[:, None]))) * mask
        for block in self.blocks:
            x, mask = block(x, mask)
        tokens = self.dropout(self.after(self.project(x.flatten(1, 2).transpose(1, 2))))
        mask = mask[:, 0, 0]
        weights = self.score(tokens)[..., 0].masked_fill(~mask, float("-inf")).softmax(dim=1)
        return (weights[..., None] * tokens).sum(dim=1), tokens * mask[..., None], mask
