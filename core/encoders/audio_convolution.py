"""A small sound encoder that is trained from nothing, for words and other short sounds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from core.case import SOUND_RATE, Content, Modality
from core.encoders import contents
from core.encoders.encoder import Batch, Encoded, Encoder
from core.encoders.logmel import log_mel
from core.encoders.options import Given, Options, checked
from core.encoders.places import Places
from core.encoders.requirements import require
from core.encoders.sequences import padded
from core.encoders.state import restored

if TYPE_CHECKING:
    from torch import Tensor

NAME = "audio-convolution"
LEAST_SECONDS = 0.2


class ConvolutionOptions(Options):
    """Attributes: ``width``: of vector and tokens. ``dropout``: while training. ``seconds``: longer sounds are cut."""

    width: int = Field(default=256, ge=8)
    dropout: float = Field(default=0.1, ge=0, lt=1)
    seconds: float = Field(default=10.0, ge=LEAST_SECONDS)


class AudioConvolution(Encoder):
    """Residual convolutions over a log-mel spectrogram; 0.8 million parameters, a token every 40 ms.

    Args:
        options: How large it is.
    """

    modality = Modality.AUDIO

    def __init__(self, options: ConvolutionOptions) -> None:
        from core.encoders.audio_network import Convolution

        self.width = self.token_width = options.width
        self.seconds = options.seconds
        self.module = Convolution(options.width, options.dropout).eval()

    def prepare(self, content: Content) -> Batch:
        """``mel``: ``(frames, 80)``; a sound shorter than 0.2 s is filled up with silence."""
        import torch

        sound = contents.sound(content)[: int(self.seconds * SOUND_RATE)]
        lack = max(0, int(LEAST_SECONDS * SOUND_RATE) - len(sound))
        return {"mel": log_mel(torch.from_numpy(np.pad(sound, (0, lack)).astype(np.float32))).T}

    def collate(self, prepared: Sequence[Batch]) -> dict[str, Tensor]:
        """``mel``: ``(b, 80, frames)``; ``frames`` ``(b,)``."""
        mel, mask = padded([one["mel"] for one in prepared])
        return {"mel": mel.transpose(1, 2), "frames": mask.sum(dim=1)}

    def encode(self, batch: Batch) -> Encoded:
        """The network's own pooling is the vector."""
        return Encoded(*self.module(batch["mel"], batch["frames"]))


def open_convolution(places: Places, options: Given) -> Encoder:
    """As a recipe asks for it: untrained but for what ``weights`` hold.

    Raises:
        RecipeError: an option cannot be.
        WeightsError: the state is absent or of another shape.
    """
    require(NAME, "torch", "vision")
    asked = checked(ConvolutionOptions, NAME, options)
    import torch

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(asked.seed)
        return restored(AudioConvolution(asked), NAME, places, asked)
