"""The processes that train together; most of the time it is one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import Tensor, nn

Losses = Callable[[Any], "Tensor"]


class Team:
    """One process alone; backends with several override every method.

    Attributes:
        rank: Number of this process, from 0; the first one validates, saves and reports.
        size: How many there are.
    """

    rank = 0
    size = 1

    def losses(self, module: nn.Module, loss: Losses) -> Losses:
        """The loss, such that its gradients are averaged over the team; asked for anew whenever layers are freed."""
        return loss

    def holding(self, losses: Losses) -> AbstractContextManager[None]:
        """Within it gradients add up here and are not exchanged yet."""
        return nullcontext()

    def mean(self, value: float) -> float:
        """The mean of one number over the team."""
        return value

    def first(self, value: float) -> float:
        """The number that the first process has."""
        return value


ALONE = Team()
