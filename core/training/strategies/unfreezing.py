"""Staged unfreezing with discriminative rates (ULMFiT; J. Howard and S. Ruder, ACL 2018).

The head learns first; then one stage of each encoder after another is freed, the last one first. The earlier a stage
stands, the slower it learns, so that what was learnt from much data is changed least where it is most general.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from core.encoders.encoder import Encoder
from core.recipe import TrainingRecipe
from core.training.strategies.supervised import Supervised, freeze, rest_norms

if TYPE_CHECKING:
    from torch import nn

EVERY, SLOWDOWN = 1, 2.6


def stages(module: nn.Module) -> list[list[nn.Parameter]]:
    """A network's parameters by stage, the one nearest to the input first.

    The stages are the elements of the longest list of blocks in the network (the layers of a transformer, the stacks of
    a convolutional network). What stands before them goes with the first, what stands after them with the last.
    """
    blocks = _blocks(module)
    at = {id(p): number for number, block in enumerate(blocks) for p in block.parameters()}
    found: list[list[nn.Parameter]] = [[] for _ in blocks or [module]]
    last = 0
    for parameter in module.parameters():
        last = max(last, at.get(id(parameter), last))
        found[at.get(id(parameter), last)].append(parameter)
    return found


def _blocks(module: nn.Module) -> list[nn.Module]:
    from torch import nn

    lists = [one for one in module.modules() if isinstance(one, nn.ModuleList | nn.Sequential)]
    lengths = [[block for block in one if any(True for _ in block.parameters())] for one in lists]
    return max(lengths, key=len, default=[])


class StagedUnfreezing(Supervised):
    """The stages of all encoders, counted from the head.

    Args:
        encoders: Role to encoder.
        labels: What is learnt.
        every: Epochs between the freeing of two stages.
        slowdown: By which factor a stage learns slower than the one after it.
    """

    def __init__(
        self, encoders: Mapping[str, Encoder], labels: Sequence[str], every: int = EVERY, slowdown: float = SLOWDOWN
    ) -> None:
        super().__init__(encoders, labels)
        self.every, self.slowdown = every, slowdown
        from_head = [list(reversed(stages(encoder.module))) for encoder in self.encoders.values()]
        depth = max(len(one) for one in from_head)
        self.stages = [[p for one in from_head if at < len(one) for p in one[at]] for at in range(depth)]

    def groups(self, rate: float) -> list[dict[str, Any]]:
        """The head, then each stage at its own rate; a stage that is not freed yet has no gradient and stays."""
        rates = [rate / self.slowdown ** (at + 1) for at in range(len(self.stages))]
        stages = [{"params": stage, "lr": slower} for stage, slower in zip(self.stages, rates, strict=True)]
        return [{"params": list(self.head.parameters()), "lr": rate}, *stages]

    def begin(self, epoch: int) -> None:
        """Free what is due; the same for an epoch however it is reached."""
        freed = min(len(self.stages), epoch // self.every)
        for encoder in self.encoders.values():
            freeze(encoder.module) if not freed else rest_norms(encoder.module)
        for at, stage in enumerate(self.stages):
            for parameter in stage:
                parameter.requires_grad_(at < freed)


def open_unfreezing(
    encoders: Mapping[str, Encoder], labels: Sequence[str], training: TrainingRecipe
) -> StagedUnfreezing:
    """As a recipe asks for it."""
    return StagedUnfreezing(encoders, labels, training.unfreeze or EVERY, training.slowdown or SLOWDOWN)
