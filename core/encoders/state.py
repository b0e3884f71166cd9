"""The trained state of an encoder: out of its module as arrays, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from core.encoders.encoder import Encoder
from core.encoders.options import Options
from core.encoders.places import Places
from core.weights import Tensors, WeightsError

if TYPE_CHECKING:
    from torch import nn

Kind = TypeVar("Kind", bound=Encoder)
COUNTER = "num_batches_tracked"


def to_arrays(module: nn.Module) -> Tensors:
    """Every parameter and buffer, in the number format that it has."""
    return {key: value.detach().cpu().numpy().copy() for key, value in module.state_dict().items()}


def from_arrays(module: nn.Module, arrays: Mapping[str, NDArray[np.generic]], what: str) -> None:
    """Put arrays into a module of the same shape.

    Args:
        module: Changed in place.
        arrays: As :func:`to_arrays` gave them.
        what: What the arrays are, for the sentence.

    Raises:
        WeightsError: one is missing, too many, or of another shape; the sentence names it.
    """
    import torch

    own = module.state_dict()
    for key in [key for key in own if not key.endswith(COUNTER)]:
        if key not in arrays:
            raise WeightsError(f"{what} has no '{key}', so it is of another network.")
        if tuple(arrays[key].shape) != tuple(own[key].shape):
            shapes = f"{tuple(arrays[key].shape)} where the network has {tuple(own[key].shape)}"
            raise WeightsError(f"{what}: '{key}' is {shapes}; check the encoder's options.")
    for key in arrays.keys() - own.keys():
        raise WeightsError(f"{what} has a '{key}' that the network does not have.")
    module.load_state_dict({key: torch.from_numpy(np.array(value)) for key, value in arrays.items()}, strict=False)


def restored(encoder: Kind, name: str, places: Places, options: Options) -> Kind:
    """The encoder with the trained state that its options name, if they name one.

    Raises:
        WeightsError: the file is absent, altered, or of another network.
    """
    if options.weights:
        from_arrays(encoder.module, places.tensors(name, options.weights), options.weights)
    encoder.module.eval()
    return encoder
