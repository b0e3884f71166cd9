"""Whisper's encoder states as sound tokens: tiny.en from its package, or any Whisper in a local folder.

The states come out of `transformers`' own layers with an attention mask, so that a sound costs what it lasts and not
thirty seconds, and may be fine-tuned; with ``context = 30`` they are those of the published model.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import Field

from core.case import SOUND_RATE, Content, Modality
from core.encoders import contents, ctranslate
from core.encoders.encoder import Batch, Encoded, Encoder
from core.encoders.logmel import BINS, HOP, log_mel
from core.encoders.options import Given, Options, checked
from core.encoders.places import Places
from core.encoders.requirements import require
from core.encoders.sequences import joined, mean, padded
from core.encoders.state import from_arrays, restored
from core.encoders.transformers_model import load
from core.encoders.windows import pieces
from core.weights import WeightsError

if TYPE_CHECKING:
    from torch import Tensor, nn

NAME = "whisper"
TINY = "whisper-tiny.en"
SAMPLES = 2 * HOP
LONGEST = 30.0


class WhisperOptions(Options):
    """What can be asked of Whisper.

    Attributes:
        model: Which weights: CTranslate2's ``model.bin`` or the library's safetensors.
        context: Seconds to which a shorter sound is filled up with silence before it is read; its states are cut to the
            sound's own length. 30 is how Whisper was trained and costs 50 times the time of half a second.
    """

    model: str = TINY
    context: float = Field(default=1.0, ge=0, le=LONGEST)


class Whisper(Encoder):
    """Hidden states, one every 20 ms, and their mean; sounds over 30 s are read in pieces.

    Args:
        network: A `WhisperEncoder` of the `transformers` library.
        context: As in :class:`WhisperOptions`.
    """

    modality = Modality.AUDIO

    def __init__(self, network: nn.Module, context: float) -> None:
        self.module = network.eval()
        self.context = context
        config: Any = network.config
        self.width = self.token_width = int(config.d_model)
        if config.num_mel_bins != BINS:
            raise WeightsError(f"This Whisper reads {config.num_mel_bins} mel bins, and only {BINS} are made here.")

    def prepare(self, content: Content) -> Batch:
        """``mel``: ``(pieces, frames, 80)``; ``states`` ``(pieces,)``: how many states of a piece are sound."""
        import torch

        parts = pieces(contents.sound(content), LONGEST, SAMPLES)
        least = int(self.context * SOUND_RATE) // SAMPLES * SAMPLES
        filled = [np.pad(part, (0, max(0, least - len(part)))) for part in parts]
        mels = torch.stack([log_mel(torch.from_numpy(part)).T for part in filled])
        return {"mel": mels, "states": torch.tensor([len(part) // SAMPLES for part in parts])}

    def collate(self, prepared: Sequence[Batch]) -> dict[str, Tensor]:
        """``mel``: ``(pieces, 80, frames)`` of all sounds; ``read`` and ``states`` ``(pieces,)``; ``owner``."""
        import torch

        mel, mask = padded([mel for one in prepared for mel in one["mel"]])
        owner = torch.tensor([row for row, one in enumerate(prepared) for _ in one["mel"]])
        states = torch.cat([one["states"] for one in prepared])
        return {"mel": mel.transpose(1, 2), "read": mask.sum(dim=1) // 2, "states": states, "owner": owner}

    def encode(self, batch: Batch) -> Encoded:
        """States of what was read, cut to the sound."""
        tokens = states(self.module, batch["mel"], batch["read"])
        tokens, mask = joined(tokens, _first(tokens, batch["states"]), batch["owner"])
        return Encoded(mean(tokens, mask), tokens, mask)


def states(network: Any, mel: Tensor, read: Tensor) -> Tensor:
    """Hidden states ``(b, frames / 2, width)``; those past ``read`` ``(b,)`` mean nothing and touch no other.

    Args:
        network: A `WhisperEncoder`; its own forward pass takes nothing but 30 s.
        mel: ``(b, 80, frames)``, an even number of frames, zero where a sound was padded.
        read: States of each sound that count.
    """
    import torch
    from torch.nn.functional import dropout, gelu

    x = gelu(network.conv2(gelu(network.conv1(mel)))).transpose(1, 2)
    x = dropout(x + network.embed_positions.weight[: x.shape[1]], network.dropout, network.training)
    hidden = ~_first(x, read)[:, None, None, :]
    bias = torch.zeros(hidden.shape, dtype=x.dtype, device=x.device).masked_fill(hidden, torch.finfo(x.dtype).min)
    for layer in network.layers:
        x = layer(x, bias if bool(hidden.any()) else None)
    out: Tensor = network.layer_norm(x)
    return out


def _first(tokens: Tensor, counts: Tensor) -> Tensor:
    """``(b, n)``: true for the first so many tokens of each row."""
    import torch

    return torch.arange(tokens.shape[1], device=tokens.device)[None] < counts[:, None]


def open_whisper(places: Places, options: Given) -> Encoder:
    """As a recipe asks for it.

    Raises:
        RecipeError: an option cannot be.
        WeightsError: the model is absent, or none that can be read.
    """
    require(NAME, "transformers", "text")
    asked = checked(WhisperOptions, NAME, options)
    folder = places.folder(NAME, asked.model)
    network = _converted(folder) if (folder / "model.bin").is_file() else load(NAME, folder)
    if not hasattr(network, "embed_positions") or not hasattr(network, "conv2"):
        raise WeightsError(f"The model in {folder} is no Whisper; use the encoder 'transformers-audio' for others.")
    return restored(Whisper(network, asked.context), NAME, places, asked)


def _converted(folder: Path) -> nn.Module:
    from transformers import WhisperConfig
    from transformers.models.whisper.modeling_whisper import WhisperEncoder

    arrays, heads = ctranslate.whisper_encoder(folder / "model.bin")
    places, width = arrays["embed_positions.weight"].shape
    config = WhisperConfig(
        d_model=width,
        num_mel_bins=arrays["conv1.weight"].shape[1],
        max_source_positions=places,
        encoder_layers=1 + max(int(key.split(".")[1]) for key in arrays if key.startswith("layers.")),
        encoder_attention_heads=heads,
        encoder_ffn_dim=arrays["layers.0.fc1.bias"].shape[0],
    )
    network: nn.Module = WhisperEncoder(config)
    from_arrays(network, arrays, str(folder / "model.bin"))
    return network
