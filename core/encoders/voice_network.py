"""The network that turns a second and a half of speech into a direction that belongs to its speaker.

L. Wan, Q. Wang, A. Papir, I. Lopez Moreno, "Generalized End-to-End Loss for Speaker Verification", ICASSP 2018: an LSTM
read to its last step, a linear layer, and the unit sphere; with a ReLU before that, as the weights were trained.
"""

from __future__ import annotations

import torch  # noqa: TID253 - only imported from functions
from torch import Tensor, nn  # noqa: TID253

BANDS, HIDDEN, WIDTH, LAYERS = 40, 256, 256, 3


class VoiceNetwork(nn.Module):
    """Windows of speech ``(b, frames, 40)`` (mel power) as unit vectors ``(b, 256)`` without negative numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(BANDS, HIDDEN, LAYERS, batch_first=True)
        self.linear = nn.Linear(HIDDEN, WIDTH)

    def forward(self, mel: Tensor) -> Tensor:
        """Differentiable."""
        _, (hidden, _) = self.lstm(mel)
        vectors = torch.relu(self.linear(hidden[-1]))
        out: Tensor = vectors / vectors.norm(dim=1, keepdim=True).clamp_min(1e-9)
        return out
