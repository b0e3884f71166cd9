"""Early stopping: the best state so far, and when nothing better is to be expected (L. Prechelt, 1998)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor, nn


def best_of(figures: Sequence[float]) -> int:
    """Epoch of the greatest figure; the first of equals, and the first of all where none is a number."""
    return max(range(len(figures)), key=lambda epoch: -math.inf if math.isnan(figures[epoch]) else figures[epoch])


def is_over(figures: Sequence[float], patience: int) -> bool:
    """Whether the best figure is ``patience`` epochs old; a patience of 0 never ends."""
    return bool(patience and figures) and len(figures) - 1 - best_of(figures) >= patience


def copied(module: nn.Module) -> dict[str, Tensor]:
    """The module's state as it is now."""
    return {key: value.detach().clone() for key, value in module.state_dict().items()}


def restore(module: nn.Module, state: Mapping[str, Tensor]) -> None:
    """Give the module a state again; its memory layout stays as it is."""
    module.load_state_dict(dict(state))
