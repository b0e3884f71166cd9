"""EfficientNet-lite0 as an encoder of gray and colour pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.case import Content, Modality
from core.encoders import contents, pixels
from core.encoders.encoder import Batch, Encoded, Encoder
from core.encoders.image_network import channels_last, feature_maps, from_imagenet, lite
from core.encoders.options import Given, Options, checked
from core.encoders.places import Places
from core.encoders.requirements import require
from core.encoders.state import from_arrays, restored
from core.weights import WeightsError, digest

if TYPE_CHECKING:
    from torch import Tensor

NAME = "lite0"
FILE = "efficientnet-lite0-57934424.pth"
DIGEST = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
MEAN, SPREAD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
WIDTH = 1280


class LiteOptions(Options):
    """Attributes: ``size``: side of the input in pixels, a multiple of 32. ``pretrained``: start from ImageNet."""

    size: int = 224
    pretrained: bool = True


class Lite(Encoder):
    """The pooled last map as the vector, its cells as tokens (49 of them at 224 pixels), row by row.

    Pictures are stretched to a square by areas and scaled by ImageNet's mean and spread (as the published weights
    expect); gray is repeated over the three channels.

    Args:
        size: Side of the input, pixels.
    """

    modality = Modality.IMAGE
    width = token_width = WIDTH

    def __init__(self, size: int) -> None:
        from torch import nn

        self.size = size
        self.module = channels_last(lite(size, labels=1, channels=3)).eval()
        self.module._fc = nn.Identity()

    def prepare(self, content: Content) -> Batch:
        """``pixels``: ``(3, size, size)``."""
        picture = pixels.planes(contents.picture(content))
        return {"pixels": pixels.scaled(pixels.resized(picture, self.size, self.size), MEAN, SPREAD)}

    def encode(self, batch: Batch) -> Encoded:
        """One pass to the last map."""
        _, last = feature_maps(self.module, batch["pixels"])
        return from_map(last)


def from_map(last: Tensor) -> Encoded:
    """A map ``(b, c, h, w)`` as ``h * w`` tokens and their mean."""
    tokens = last.flatten(2).transpose(1, 2)
    return Encoded(tokens.mean(dim=1), tokens, tokens.new_ones(tokens.shape[:2]).bool())


def open_lite(places: Places, options: Given) -> Encoder:
    """As a recipe asks for it; the state of the domain's own training takes the place of ImageNet's.

    Raises:
        RecipeError: an option cannot be.
        WeightsError: the weights are absent, or are not those that were published.
    """
    require(NAME, "monai", "vision")
    asked = checked(LiteOptions, NAME, options)
    import torch

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(asked.seed)
        encoder = Lite(asked.size)
    if asked.pretrained and not asked.weights:
        _load_published(encoder.module, places)
    return restored(encoder, NAME, places, asked)


def _load_published(network: Any, places: Places) -> None:
    """The published file is a pickle: it is read as tensors only, and only if it is the very file that was examined."""
    import torch

    path = places.folder(NAME, NAME) / FILE
    if not path.is_file() or digest(path.read_bytes()) != DIGEST:
        raise WeightsError(f"{path} is not the published EfficientNet-lite0; reinstall the package that ships it.")
    state = from_imagenet(torch.load(path, weights_only=True), channels=3)
    from_arrays(network, {key: value.numpy() for key, value in state.items()}, FILE)
