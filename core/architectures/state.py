"""A module's state to safetensors and back, with one sentence where something does not fit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.weights import Tensors, WeightsError, WeightsFolder, save, seal

if TYPE_CHECKING:
    from torch import Tensor, nn


def to_arrays(module: nn.Module, number: str = "float32") -> Tensors:
    """The state as arrays.

    Args:
        module: Whose state.
        number: How floating-point numbers are stored, ``"float32"`` or ``"float16"``.
    """
    return {key: _array(value, number) for key, value in first_names(module).items()}


def _array(value: Tensor, number: str) -> NDArray[np.generic]:
    array: NDArray[np.generic] = value.detach().cpu().numpy()
    return array.astype(number) if value.is_floating_point() else array


def first_names(module: nn.Module) -> dict[str, Tensor]:
    """The state, with each tensor once: one that two names share (tied embeddings) is under the first of them."""
    found: dict[int, str] = {}
    state = module.state_dict(keep_vars=True)
    for key, value in state.items():
        found.setdefault(id(value), key)
    return {key: state[key] for key in found.values()}


def fit(module: nn.Module, state: Mapping[str, Tensor], source: str, names: Mapping[str, str] | None = None) -> None:
    """Fill the module with the state, exactly.

    Args:
        module: To be filled in place; left as it was where something does not fit.
        state: Name to tensor, under the module's own names; of shared tensors, the first name is enough.
        source: Where it comes from, for sentences.
        names: The module's names to those that the source has, for sentences.

    Raises:
        WeightsError: a tensor is missing, superfluous or of another shape; the sentence names it.
    """
    import torch

    own = module.state_dict()
    for key in first_names(module):
        if key not in state:
            raise WeightsError(f"The tensor '{(names or {}).get(key, key)}' is missing in {source}.")
        if state[key].shape != own[key].shape:
            sizes = f"{tuple(state[key].shape)}, not {tuple(own[key].shape)}"
            name = (names or {}).get(key, key)
            raise WeightsError(f"The tensor '{name}' of {source} is {sizes} as the configuration says.")
    if extra := sorted(set(state) - set(own)):
        raise WeightsError(f"The tensor '{extra[0]}' of {source} has no place in this architecture.")
    with torch.no_grad():
        for key, value in state.items():
            own[key].copy_(value)


def keep(module: nn.Module, about: Mapping[str, Any], folder: Path, name: str, number: str = "float32") -> str:
    """Write ``<name>.safetensors`` and ``<name>.json`` into the folder, seal it, and return the manifest's digest."""
    folder.mkdir(parents=True, exist_ok=True)
    save(to_arrays(module, number), folder / f"{name}.safetensors")
    text = json.dumps(about, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    (folder / f"{name}.json").write_text(text, encoding="utf-8")
    return seal(folder)


def described(folder: WeightsFolder, name: str) -> dict[str, Any]:
    """What ``<name>.json`` says.

    Raises:
        WeightsError: it is absent, altered or no JSON object.
    """
    try:
        return dict(json.loads(folder.read(f"{name}.json")))
    except (ValueError, TypeError) as error:
        if isinstance(error, WeightsError):
            raise
        raise WeightsError(f"{folder.folder / name}.json is not a description of weights.") from error


def restore(module: nn.Module, folder: WeightsFolder, name: str) -> None:
    """Fill the module from ``<name>.safetensors``, and put it at rest.

    Raises:
        WeightsError: the file is absent, altered, or does not fit the description beside it.
    """
    import torch

    arrays = folder.tensors(f"{name}.safetensors")
    state = {key: torch.from_numpy(np.array(value)) for key, value in arrays.items()}
    fit(module, state, f"{name}.safetensors")
    module.eval()
