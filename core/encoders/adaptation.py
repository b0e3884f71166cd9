"""How much of an encoder may learn: nothing, everything, or small matrices beside its linear layers."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal

from core.encoders.encoder import Encoder
from core.parts import PartError
from core.recipe import RecipeError

if TYPE_CHECKING:
    from torch import nn

How = Literal["frozen", "fine-tuned", "lora"]
ADAPTER = "chiron"
ATTENTION = ("query", "key", "value", "q_proj", "k_proj", "v_proj", "out_proj", "q_lin", "k_lin", "v_lin", "qkv")


def adapt(
    encoder: Encoder,
    how: How,
    *,
    layers: Sequence[str] = (),
    rank: int = 8,
    strength: float = 16.0,
    dropout: float = 0.0,
) -> Encoder:
    """Set what may learn.

    Args:
        encoder: Changed in place.
        how: ``frozen``: nothing; ``fine-tuned``: everything; ``lora``: low-rank matrices beside linear layers and
            nothing else (E. Hu et al., ICLR 2022), which start by changing no output.
        layers: For ``lora``: ends of the names of the linear layers; those of attention where it is empty, or all of
            them where there is no attention.
        rank: Of the matrices.
        strength: Their product counts ``strength / rank`` times.
        dropout: Before them, while training.

    Returns:
        The same encoder.

    Raises:
        RecipeError: there is no such way, or no such layer.
        PartError: `peft` is not installed.
    """
    if how not in ("frozen", "fine-tuned", "lora"):
        raise RecipeError(f"An encoder can be adapted as 'frozen', 'fine-tuned' or 'lora', not as '{how}'.")
    if how == "lora":
        _inject(encoder.module, _chosen(encoder.module, layers), rank, strength, dropout)
    else:
        encoder.module.requires_grad_(how == "fine-tuned")
    return encoder


def merge(encoder: Encoder) -> Encoder:
    """Add the low-rank matrices to the layers beside which they stand, so that the module has its own shape again.

    The outputs stay the same; the state can then be saved and loaded as if all of it had been trained. Harmless where
    there are no such matrices.
    """
    from torch import nn

    for name, layer in list(encoder.module.named_modules()):
        if hasattr(layer, "merge") and hasattr(layer, "get_base_layer") and hasattr(layer, "lora_A"):
            merged: Any = layer
            merged.merge()
            parent, _, own = name.rpartition(".")
            setattr(encoder.module.get_submodule(parent), own, merged.get_base_layer())
    if isinstance(encoder.module, nn.Module) and hasattr(encoder.module, "peft_config"):
        del encoder.module.peft_config
    return encoder


def learning(module: nn.Module) -> dict[str, int]:
    """Names of all parameters that may learn, with how many numbers each holds."""
    return {name: p.numel() for name, p in module.named_parameters() if p.requires_grad}


def _chosen(module: nn.Module, layers: Sequence[str]) -> list[str]:
    from torch import nn

    linear = [name for name, layer in module.named_modules() if isinstance(layer, nn.Linear) and name]
    ends = tuple(layers) or ATTENTION
    chosen = [name for name in linear if any(name == end or name.endswith(f".{end}") for end in ends)]
    if layers and not chosen:
        raise RecipeError(f"No linear layer's name ends in {' or '.join(layers)}; there are {_some(linear)}.")
    if not chosen and not linear:
        raise RecipeError("The encoder has no linear layer for 'lora'; choose 'frozen' or 'fine-tuned'.")
    return chosen or linear


def _some(names: Sequence[str]) -> str:
    ends = list(dict.fromkeys(name.rsplit(".", 1)[-1] for name in names))
    return ", ".join(ends[:12]) or "none"


def _inject(module: nn.Module, layers: list[str], rank: int, strength: float, dropout: float) -> None:
    if find_spec("peft") is None:
        raise PartError("The adaptation 'lora' needs peft, which is missing: install chiron-suite[train].")
    import peft

    module.requires_grad_(False)
    library: Any = peft
    config = library.LoraConfig(r=rank, lora_alpha=strength, lora_dropout=dropout, target_modules=layers)
    library.inject_adapter_in_model(config, module, adapter_name=ADAPTER)
