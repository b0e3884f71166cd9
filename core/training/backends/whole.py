"""A module and its loss as one module, which is what DDP wraps; imported only from functions."""

from __future__ import annotations

from typing import Any

from torch import Tensor, nn  # noqa: TID253 - only functions import this file

from core.training.team import Losses


class Whole(nn.Module):
    """Its forward pass is the loss, so that DDP sees every parameter and every gradient."""

    def __init__(self, module: nn.Module, loss: Losses) -> None:
        super().__init__()
        self.inner = module
        self._loss = loss

    def forward(self, batch: Any) -> Tensor:
        """The loss of a batch."""
        return self._loss(batch)
