"""Batches to where the network is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import device, nn


def device_of(module: nn.Module) -> device:
    """Where a module's first parameter lies; the processor for a module without any."""
    import torch

    return next((parameter.device for parameter in module.parameters()), torch.device("cpu"))


def moved(batch: Any, to: device) -> Any:
    """Every tensor of a nest of mappings, lists and tuples on one device; everything else as it is."""
    import torch

    if isinstance(batch, torch.Tensor):
        return batch.to(to)
    if isinstance(batch, Mapping):
        return {key: moved(value, to) for key, value in batch.items()}
    if type(batch) in (list, tuple):
        return type(batch)(moved(value, to) for value in batch)
    return batch
