"""Who speaks, as a vector: the speaker encoder of Wan et al. (ICASSP 2018) with Resemblyzer's weights (Apache-2.0).

Two vectors of one speaker have a high cosine, two of different speakers a lower one; what is said hardly counts.
Where the weights come from and what they are for: ``core/models/voice/CARD.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.case import Content, Modality
from core.encoders import contents
from core.encoders.encoder import Batch, Encoded, Encoder
from core.encoders.logmel import HOP, WINDOW, filters
from core.encoders.options import Given, Options, checked
from core.encoders.places import Places
from core.encoders.requirements import require
from core.encoders.sequences import joined, mean
from core.encoders.state import from_arrays, restored
from core.weights import WeightsFolder

if TYPE_CHECKING:
    from torch import Tensor

    from core.encoders.voice_network import VoiceNetwork

NAME = "voice"
FOLDER = Path(__file__).parents[1] / "models" / "voice"
BANDS, FRAMES, STEP, COVERED = 40, 160, 77, 0.75
LOUDNESS, STEPS_16_BIT = -30.0, 32767.0
Sound = NDArray[np.float32]


class VoiceOptions(Options):
    """Nothing can be asked but trained ``weights``."""


class Voice(Encoder):
    """A token for every window of 1.6 s (about half overlapped), and their mean brought back to length 1.

    Args:
        network: With its weights.
    """

    modality = Modality.AUDIO

    def __init__(self, network: VoiceNetwork) -> None:
        self.module = network.eval()
        self.width = self.token_width = network.linear.out_features

    def prepare(self, content: Content) -> Batch:
        """``mel``: ``(windows, 160, 40)``; a short sound is filled up with silence."""
        return {"mel": windows(raised(contents.sound(content)))}

    def collate(self, prepared: Sequence[Batch]) -> dict[str, Tensor]:
        """``mel``: ``(windows, 160, 40)`` of all sounds; ``owner`` ``(windows,)``."""
        import torch

        owner = torch.tensor([row for row, one in enumerate(prepared) for _ in one["mel"]])
        return {"mel": torch.cat([one["mel"] for one in prepared]), "owner": owner}

    def encode(self, batch: Batch) -> Encoded:
        """Each window through the network."""
        import torch

        vectors = self.module(batch["mel"])
        every = torch.ones(len(vectors), 1, dtype=torch.bool, device=vectors.device)
        tokens, mask = joined(vectors[:, None], every, batch["owner"])
        return Encoded(torch.nn.functional.normalize(mean(tokens, mask)), tokens, mask)


def raised(sound: NDArray[Any]) -> Sound:
    """A faint recording as loud as the speech that the network was trained on (-30 dB below full scale)."""
    wave = np.asarray(sound, np.float32)
    power = float(np.sqrt(np.mean(np.square(wave, dtype=np.float64))))
    lack = LOUDNESS - 20.0 * np.log10(max(power * STEPS_16_BIT, 1e-9) / STEPS_16_BIT)
    return wave if lack <= 0 or power == 0 else np.asarray(wave * 10.0 ** (lack / 20.0), np.float32)


def mel(sound: NDArray[Any]) -> Tensor:
    """``(frames, 40)``: power in Slaney's mel bands, not its logarithm; a frame every 10 ms.

    Args:
        sound: ``(samples,)`` at 16,000 Hz.
    """
    import torch

    wave = torch.from_numpy(np.asarray(sound, np.float32))
    shape = torch.hann_window(WINDOW)
    spectrum = torch.stft(wave, WINDOW, HOP, window=shape, pad_mode="constant", return_complex=True)
    return (torch.from_numpy(filters(BANDS)) @ (spectrum.real**2 + spectrum.imag**2)).T


def windows(sound: Sound) -> Tensor:
    """``(windows, 160, 40)``; the last is left out where less than three quarters of it would be sound."""
    import torch

    starts = window_starts(len(sound))
    needed = (starts[-1] + FRAMES) * HOP
    frames = mel(np.pad(sound, (0, max(0, needed - len(sound)))))
    return torch.stack([frames[start : start + FRAMES] for start in starts])


def window_starts(samples: int) -> list[int]:
    """First frames of the windows that cover so many samples; at least one."""
    frames = -(-(samples + 1) // HOP)
    starts = list(range(0, max(1, frames - FRAMES + STEP + 1), STEP))
    covered = (samples - starts[-1] * HOP) / (FRAMES * HOP)
    return starts[:-1] if covered < COVERED and len(starts) > 1 else starts


@cache
def shipped(folder: Path = FOLDER) -> VoiceNetwork:
    """The network with the suite's weights.

    Raises:
        WeightsError: a file is absent or altered.
    """
    from core.encoders.voice_network import VoiceNetwork

    network = VoiceNetwork().eval()
    arrays = WeightsFolder(folder).tensors("voice.safetensors")
    from_arrays(network, {key: np.asarray(value, np.float32) for key, value in arrays.items()}, "voice.safetensors")
    return network


def vector(sound: NDArray[Any]) -> Sound:
    """``(256,)`` of unit length: the voice in a sound at 16,000 Hz of 20 ms or more."""
    return np.asarray(Voice(shipped()).embed([sound]).vector[0].numpy(), np.float32)


def open_voice(places: Places, options: Given) -> Encoder:
    """As a recipe asks for it.

    Raises:
        RecipeError: an option cannot be.
        WeightsError: the weights are absent or altered.
    """
    require(NAME, "torch", "vision")
    asked = checked(VoiceOptions, NAME, options)
    from copy import deepcopy

    return restored(Voice(deepcopy(shipped())), NAME, places, asked)
