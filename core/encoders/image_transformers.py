"""Any vision model of the `transformers` library as an encoder: ViT, CLIP, SigLIP, DINOv2, ConvNeXt, ResNet ..."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from core.case import Content, Modality
from core.encoders import contents, pixels
from core.encoders.encoder import Batch, Encoded, Encoder
from core.encoders.image_lite import from_map
from core.encoders.image_processing import Processing
from core.encoders.options import Given, Options, checked
from core.encoders.places import Places
from core.encoders.state import restored
from core.encoders.transformers_model import load, settings

NAME = "transformers-image"
PROCESSOR = "preprocessor_config.json"


class ModelOptions(Options):
    """Attributes: ``model``: which weights. ``pool``: the vector: the model's own pooling, first token, or mean."""

    model: str
    pool: Literal["auto", "first", "mean"] = "auto"


class TransformersImage(Encoder):
    """A published vision model; its last hidden states are the tokens.

    The vector is what the model pools itself, where the checkpoint holds that part; else the mean of its tokens.

    Args:
        folder: Holds the model and its ``preprocessor_config.json``.
        pool: How tokens become one vector.
        name: What the recipe calls the encoder.
    """

    modality = Modality.IMAGE

    def __init__(self, folder: Path, pool: str = "auto", name: str = NAME) -> None:
        self.pool = pool
        self.module = load(name, folder, "vision_model")
        config: Any = self.module.config
        side = getattr(config, "image_size", 224)
        self.processing = Processing.from_config(
            settings(name, folder, PROCESSOR), side if isinstance(side, int) else 224
        )
        self.channels = int(getattr(config, "num_channels", 3))
        sample = self.embed([_blank()])
        self.width, self.token_width = sample.vector.shape[-1], sample.tokens.shape[-1]

    def prepare(self, content: Content) -> Batch:
        """``pixels``: ``(channels, rows, columns)``."""
        return {"pixels": self.processing(pixels.planes(contents.picture(content), self.channels))}

    def encode(self, batch: Batch) -> Encoded:
        """Hidden states and their pooling."""
        said: Any = self.module(pixel_values=batch["pixels"])
        hidden = said.last_hidden_state
        encoded = from_map(hidden) if hidden.ndim == 4 else _from_tokens(hidden)
        pooled = getattr(said, "pooler_output", None)
        if self.pool == "first":
            return Encoded(encoded.tokens[:, 0], encoded.tokens, encoded.mask)
        if self.pool == "mean" or pooled is None or not getattr(self.module, "pooler_is_trained", True):
            return encoded
        return Encoded(pooled.flatten(1), encoded.tokens, encoded.mask)


def _from_tokens(tokens: Any) -> Encoded:
    return Encoded(tokens.mean(dim=1), tokens, tokens.new_ones(tokens.shape[:2]).bool())


def _blank() -> Any:
    import numpy as np

    return np.zeros((64, 64, 3), np.float32)


def open_image(places: Places, options: Given) -> Encoder:
    """As a recipe asks for it.

    Raises:
        RecipeError: an option cannot be.
        WeightsError: the model is absent or incomplete.
    """
    asked = checked(ModelOptions, NAME, options)
    return restored(TransformersImage(places.folder(NAME, asked.model), asked.pool), NAME, places, asked)
