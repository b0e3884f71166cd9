"""AdamW, and its state as named tensors."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import Tensor, nn
    from torch.optim import Optimizer


def optimiser(groups: Sequence[dict[str, Any]], decay: float) -> Optimizer:
    """AdamW over parameter groups, each with its own peak rate and, where it says so, its own decay."""
    import torch

    return torch.optim.AdamW([dict(group) for group in groups], weight_decay=decay)


def flattened(optimiser: Optimizer) -> dict[str, Tensor]:
    """The moments and step counts of every parameter that has learnt: ``<number>.<what>`` to tensor."""
    states = optimiser.state_dict()["state"]
    return {f"{number}.{key}": value for number, state in states.items() for key, value in state.items()}


def unflatten(optimiser: Optimizer, tensors: Mapping[str, Tensor]) -> None:
    """Give an optimiser of the same parameters its state again, in the parameters' own memory layout."""
    import torch

    own = [parameter for group in optimiser.param_groups for parameter in group["params"]]
    states: dict[int, dict[str, Tensor]] = {}
    for name, tensor in tensors.items():
        number, _, key = name.partition(".")
        if tensor.shape == own[int(number)].shape:
            tensor = torch.empty_like(own[int(number)], dtype=tensor.dtype, requires_grad=False).copy_(tensor)
        states.setdefault(int(number), {})[key] = tensor
    optimiser.load_state_dict({**optimiser.state_dict(), "state": states})


def fingerprint(module: nn.Module) -> str:
    """A digest of the names, shapes and number formats of a module's state."""
    lines = (f"{key} {tuple(value.shape)} {value.dtype}\n" for key, value in module.state_dict().items())
    return hashlib.sha256("".join(lines).encode()).hexdigest()[:16]
