"""Any sound model of the `transformers` library as an encoder: Wav2Vec2, HuBERT, WavLM, AST, Whisper ..."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import Field

from core.case import SOUND_RATE, Content, Modality
from core.encoders import contents
from core.encoders.audio_whisper import Whisper, WhisperOptions
from core.encoders.encoder import Batch, Encoded, Encoder
from core.encoders.options import Given, Options, checked
from core.encoders.places import Places
from core.encoders.sequences import joined, mean, padded
from core.encoders.state import restored
from core.encoders.transformers_model import load
from core.encoders.windows import pieces
from core.weights import WeightsError

if TYPE_CHECKING:
    from torch import Tensor, nn

NAME = "transformers-audio"
LEAST_SAMPLES = SOUND_RATE // 10
SECONDS = {"audio-spectrogram-transformer": 10.0}


class AudioOptions(Options):
    """What can be asked of a sound model.

    Attributes:
        model: Which weights.
        seconds: Longest piece that is read at once; 0 is 30, or 10 where the model's own input ends there.
        context: For Whisper alone; see :class:`~core.encoders.audio_whisper.WhisperOptions`.
    """

    model: str
    seconds: float = Field(default=0.0, ge=0)
    context: float = WhisperOptions.model_fields["context"].default


class TransformersAudio(Encoder):
    """A published sound model; its last hidden states are the tokens, their mean the vector.

    Every sound goes through the model at its own length, since some models (Wav2Vec2 with group norm) would otherwise
    say something else of it beside a longer one.

    Args:
        network: The model.
        extractor: The library's feature extractor of the model.
        seconds: Longest piece.
    """

    modality = Modality.AUDIO

    def __init__(self, network: nn.Module, extractor: Any, seconds: float) -> None:
        self.module = network.eval()
        self._extractor = extractor
        config: Any = network.config
        self._seconds = seconds or SECONDS.get(config.model_type, 30.0)
        self.width = self.token_width = self.embed([np.zeros(SOUND_RATE, np.float32)]).tokens.shape[-1]

    def prepare(self, content: Content) -> Batch:
        """``values``: ``(pieces, n)`` samples or ``(pieces, n, bins)``, as the model's own extractor makes them."""
        sound = contents.sound(content)
        sound = np.pad(sound, (0, max(0, LEAST_SAMPLES - len(sound))))
        read = self._extractor(pieces(sound, self._seconds), sampling_rate=SOUND_RATE, return_tensors="pt")
        return {"values": read[self.module.main_input_name]}

    def collate(self, prepared: Sequence[Batch]) -> dict[str, Tensor]:
        """Pieces of all sounds, filled up; ``lengths`` ``(pieces,)`` and ``owner`` tell them apart again."""
        import torch

        values, mask = padded([piece for one in prepared for piece in one["values"]])
        owner = torch.tensor([row for row, one in enumerate(prepared) for _ in one["values"]])
        return {"values": values, "lengths": mask.sum(dim=1), "owner": owner}

    def encode(self, batch: Batch) -> Encoded:
        """Pieces of one length together."""
        rows: list[Any] = [None] * len(batch["values"])
        for length in sorted(set(batch["lengths"].tolist())):
            chosen = (batch["lengths"] == length).nonzero()[:, 0]
            said: Any = self.module(batch["values"][chosen, :length])
            for row, hidden in zip(chosen.tolist(), said.last_hidden_state, strict=True):
                rows[row] = hidden
        hidden, mask = padded(rows)
        tokens, mask = joined(hidden, mask.to(hidden.device), batch["owner"])
        return Encoded(mean(tokens, mask), tokens, mask)


def _extractor(folder: Path) -> Any:
    import transformers

    library: Any = transformers
    try:
        made = library.AutoFeatureExtractor.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    except (OSError, ValueError, KeyError, ImportError) as error:
        raise WeightsError(f"{folder} has no preprocessor_config.json for sounds that can be read.") from error
    if made.sampling_rate != SOUND_RATE:
        raise WeightsError(f"The model in {folder} reads {made.sampling_rate} Hz, and sounds here have {SOUND_RATE}.")
    return made


def open_audio(places: Places, options: Given) -> Encoder:
    """As a recipe asks for it.

    Raises:
        RecipeError: an option cannot be.
        WeightsError: the model is absent or incomplete.
    """
    asked = checked(AudioOptions, NAME, options)
    folder = places.folder(NAME, asked.model)
    network = load(NAME, folder)
    config: Any = network.config
    if config.model_type == "whisper":
        return restored(Whisper(network, asked.context), NAME, places, asked)
    return restored(TransformersAudio(network, _extractor(folder), asked.seconds), NAME, places, asked)
