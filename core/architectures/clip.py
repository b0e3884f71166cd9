"""The shared space of a dual encoder: made, kept in a sealed folder, or taken from a published CLIP.

    space = dual_encoder({"image": 1280, "text": 512, "audio": 384}, width=256)
    loss = space.loss({"image": images, "text": texts, "audio": sounds}, present={"audio": heard}, concepts=ids)
    save(space, folder, {"data": "..."})

The class is :class:`core.architectures.networks.clip.DualEncoder`, and large batches go through
:func:`core.architectures.networks.contrastive.in_chunks`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.architectures.checkpoint import Checkpoint
from core.architectures.state import described, keep, restore
from core.weights import WeightsError, WeightsFolder

if TYPE_CHECKING:
    from torch import Tensor, nn

    from core.architectures.networks.clip import DualEncoder

NAME = "space"


def dual_encoder(widths: Mapping[str, int], width: int, hidden: int = 0, dropout: float = 0.0) -> DualEncoder:
    """An untrained shared space; see :class:`core.architectures.networks.clip.DualEncoder` for the arguments."""
    from core.architectures.networks.clip import DualEncoder

    return DualEncoder(widths, width, hidden, dropout)


def save(space: DualEncoder, folder: Path, about: Mapping[str, Any] | None = None) -> str:
    """Keep the space as ``space.safetensors`` and ``space.json``, seal the folder, and return its digest.

    Args:
        space: To be kept.
        folder: Where; whatever else is in it is sealed with it.
        about: What else is to be known of it: data, encoders, figures.
    """
    shape = {"widths": space.widths, "width": space.width, "hidden": space.hidden, "dropout": space.dropout}
    return keep(space, {"architecture": "clip", "shape": shape, "about": dict(about or {})}, folder, NAME)


def load(folder: Path) -> DualEncoder:
    """The space that :func:`save` kept, at rest.

    Raises:
        WeightsError: a file is absent, altered, or does not fit the others.
    """
    sealed = WeightsFolder(folder)
    try:
        space = dual_encoder(**described(sealed, NAME)["shape"])
    except (KeyError, TypeError, AttributeError) as error:
        raise WeightsError(f"{folder / NAME}.json does not describe a shared space.") from error
    restore(space, sealed, NAME)
    return space


@dataclass(frozen=True)
class PublishedClip:
    """A published CLIP: our space, and the towers that transformers builds.

    Attributes:
        space: Its heads are ``"image"`` and ``"text"``.
        image_tower: ``CLIPVisionModel``.
        text_tower: ``CLIPTextModel``.
    """

    space: DualEncoder
    image_tower: nn.Module
    text_tower: nn.Module

    def image(self, pixels: Tensor) -> Tensor:
        """Normalised pixels ``(b, 3, size, size)`` as unit vectors ``(b, width)``."""
        return self.space.embed("image", self.image_tower(pixel_values=pixels).pooler_output)

    def text(self, ids: Tensor, mask: Tensor | None = None) -> Tensor:
        """Token numbers ``(b, n)`` as unit vectors ``(b, width)``."""
        return self.space.embed("text", self.text_tower(input_ids=ids, attention_mask=mask).pooler_output)


def from_checkpoint(folder: Path) -> PublishedClip:
    """A CLIP in transformers' format (``CLIPModel``), at rest.

    Raises:
        WeightsError: the folder is no such checkpoint, or a tensor is missing or of another shape; one sentence.
    """
    from transformers import CLIPTextModel, CLIPVisionModel

    checkpoint = Checkpoint(folder)
    checkpoint.kind("clip")
    settings = checkpoint.settings
    vision = _tower(checkpoint, CLIPVisionModel, settings.vision_config, "vision_model.")
    text = _tower(checkpoint, CLIPTextModel, settings.text_config, "text_model.")
    widths = {"image": settings.vision_config.hidden_size, "text": settings.text_config.hidden_size}
    space = dual_encoder(widths, settings.projection_dim)
    checkpoint.fill(space, NAMES.__getitem__)
    return PublishedClip(space, vision, text)


NAMES = {
    "heads.image.weight": "visual_projection.weight",
    "heads.text.weight": "text_projection.weight",
    "log_scale": "logit_scale",
}


def _tower(checkpoint: Checkpoint, kind: Any, config: Any, prefix: str) -> nn.Module:
    """One of the two encoders."""
    tower: nn.Module = kind(config)
    checkpoint.fill(tower, lambda name: prefix + name)
    return tower
