"""A team in a process group of `torch.distributed`."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any, cast

from core.training.team import Losses, Team

if TYPE_CHECKING:
    from torch import Tensor, nn


class Together(Team):
    """This process in the group that was opened; gradients are averaged by `DistributedDataParallel`."""

    def __init__(self) -> None:
        from torch import distributed

        self.rank, self.size = distributed.get_rank(), distributed.get_world_size()

    def losses(self, module: nn.Module, loss: Losses) -> Losses:
        """The loss under DDP; layers that a batch does not reach (a dropped role) are told apart."""
        from torch.nn.parallel import DistributedDataParallel

        from core.training.backends.whole import Whole

        return cast(Losses, DistributedDataParallel(Whole(module, loss), find_unused_parameters=True))

    def holding(self, losses: Losses) -> AbstractContextManager[None]:
        """Gradients stay here until the last batch of a step."""
        wrapped: Any = losses
        return wrapped.no_sync() if hasattr(wrapped, "no_sync") else nullcontext()

    def mean(self, value: float) -> float:
        """Summed by the group, divided by its size."""
        from torch import distributed

        shared = self._number(value)
        distributed.all_reduce(shared)
        return float(shared) / self.size

    def first(self, value: float) -> float:
        """Sent by the first process."""
        from torch import distributed

        shared = self._number(value)
        distributed.broadcast(shared, src=0)
        return float(shared)

    def _number(self, value: float) -> Tensor:
        import torch

        return torch.tensor(value, dtype=torch.float64)
