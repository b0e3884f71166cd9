"""Any network of MONAI as an encoder of pictures."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pydantic import Field

from core.case import Content, Modality
from core.encoders import contents, pixels
from core.encoders.encoder import Batch, Encoded, Encoder
from core.encoders.image_lite import from_map
from core.encoders.options import Given, Options, checked
from core.encoders.places import Places
from core.encoders.requirements import require
from core.encoders.state import from_arrays, restored
from core.recipe import RecipeError
from core.weights import WeightsError

if TYPE_CHECKING:
    from torch import Tensor, nn

NAME = "monai"


class MonaiOptions(Options):
    """What can be asked of a MONAI network.

    Attributes:
        network: Name of the class in ``monai.networks.nets``.
        arguments: What its constructor takes beside ``spatial_dims = 2``, as a JSON mapping.
        channels: 1 for gray, 3 for colour.
        size: Side of the input, pixels.
        mean: Subtracted from every pixel.
        spread: Then every pixel is divided by it.
        layer: Name of the module whose output are the features; the last that gives a map where it is empty.
        model: A folder with ``model.safetensors``, sought as all weights are; empty for an untrained network.
    """

    network: str
    arguments: str = "{}"
    channels: int = Field(default=1, ge=1, le=3)
    size: int = Field(default=224, ge=16)
    mean: float = 0.449
    spread: float = Field(default=0.226, gt=0)
    layer: str = ""
    model: str = ""


class Monai(Encoder):
    """The last feature map of a network: its cells are the tokens, their mean the vector.

    Args:
        network: Takes ``(b, channels, size, size)``.
        options: How it is used.

    Raises:
        RecipeError: no layer of it gives a map, or there is no such layer.
    """

    modality = Modality.IMAGE

    def __init__(self, network: nn.Module, options: MonaiOptions) -> None:
        self.module = network.eval()
        self.options = options
        self._seen: dict[str, Tensor] = {}
        layer = options.layer or self._last_map()
        watched = dict(network.named_modules()).get(layer)
        if watched is None:
            raise RecipeError(f"The encoder '{NAME}': option 'layer': {options.network} has no '{layer}'.")
        watched.register_forward_hook(self._keep)
        self.width = self.token_width = self._trial().tokens.shape[-1]

    def prepare(self, content: Content) -> Batch:
        """``pixels``: ``(channels, size, size)``."""
        size, channels = self.options.size, self.options.channels
        picture = pixels.resized(pixels.planes(contents.picture(content), channels), size, size)
        return {"pixels": pixels.scaled(picture, (self.options.mean,) * channels, (self.options.spread,) * channels)}

    def encode(self, batch: Batch) -> Encoded:
        """What the watched layer gave while the network ran."""
        self._seen.clear()
        self.module(batch["pixels"])
        return from_map(self._seen.pop("features"))

    def _keep(self, module: nn.Module, given: Any, features: Tensor) -> None:
        self._seen["features"] = features

    def _trial(self) -> Encoded:
        import torch

        side = self.options.size
        with torch.inference_mode():
            return self.encode({"pixels": torch.zeros(1, self.options.channels, side, side)})

    def _last_map(self) -> str:
        """The layer that gives a map of more than one cell last of all."""
        import torch

        found: list[str] = []
        hooks = [
            module.register_forward_hook(lambda _, __, out, name=name: found.append(name) if _is_map(out) else None)
            for name, module in self.module.named_modules()
            if name
        ]
        side = self.options.size
        with torch.inference_mode():
            self.module(torch.zeros(1, self.options.channels, side, side))
        for hook in hooks:
            hook.remove()
        if not found:
            raise RecipeError(f"The encoder '{NAME}': no layer of {self.options.network} gives a map; name a 'layer'.")
        return found[-1]


def _is_map(given: Any) -> bool:
    return getattr(given, "ndim", 0) == 4 and bool(given.shape[2] * given.shape[3] > 1)


def open_monai(places: Places, options: Given) -> Encoder:
    """As a recipe asks for it; a network without ``model`` or ``weights`` is untrained.

    Raises:
        RecipeError: there is no such network, or it cannot be made so.
        WeightsError: its weights are absent or of another network.
    """
    require(NAME, "monai", "vision")
    asked = checked(MonaiOptions, NAME, options)
    encoder = Monai(_network(asked), asked)
    if asked.model:
        _load(encoder.module, places, asked.model)
    return restored(encoder, NAME, places, asked)


def _network(asked: MonaiOptions) -> nn.Module:
    import torch
    from monai.networks import nets

    kind = getattr(nets, asked.network, None)
    if not (isinstance(kind, type) and issubclass(kind, torch.nn.Module)):
        raise RecipeError(f"The encoder '{NAME}': option 'network': monai.networks.nets has no '{asked.network}'.")
    try:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(asked.seed)
            return kind(spatial_dims=2, **json.loads(asked.arguments))
    except (TypeError, ValueError, AssertionError, RuntimeError, ImportError) as error:
        reason = (str(error).strip().splitlines() or ["no more is known"])[0].rstrip(".")
        raise RecipeError(f"The encoder '{NAME}': option 'arguments': {asked.network}: {reason}.") from error


def _load(network: nn.Module, places: Places, model: str) -> None:
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    path = places.folder(NAME, model) / "model.safetensors"
    try:
        from_arrays(network, load_file(path), str(path))
    except (OSError, SafetensorError) as error:
        raise WeightsError(f"{path} is missing or is not a safetensors file.") from error
