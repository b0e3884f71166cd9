"""Sound to a log-mel spectrogram, as Whisper reads it; differentiable.

A. Radford et al., "Robust Speech Recognition via Large-Scale Weak Supervision", ICML 2023, and its `audio.py` (MIT): 80
mel bins of Slaney's scale up to 8 kHz, windows of 25 ms every 10 ms, eight decades below the loudest bin, then shifted
and scaled to about [-1, 1.5].
"""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.case import SOUND_RATE

if TYPE_CHECKING:
    from torch import Tensor

BINS, WINDOW, HOP = 80, 400, 160
DECADES, FLOOR = 8.0, 1e-10
LINEAR_HERTZ, LINEAR_MEL, BREAK_HERTZ = 200.0 / 3.0, 15.0, 1000.0
LOG_STEP = math.log(6.4) / 27.0


def log_mel(sound: Tensor) -> Tensor:
    """``(80, frames)``, one frame for every 160 samples.

    Args:
        sound: ``(samples,)`` at 16,000 Hz, at least 201 of them.
    """
    import torch

    shape = torch.hann_window(WINDOW, device=sound.device)
    spectrum = torch.stft(sound, WINDOW, HOP, window=shape, return_complex=True)[:, :-1]
    power = spectrum.real**2 + spectrum.imag**2
    bands = torch.from_numpy(filters()).to(sound.device) @ power
    decades = bands.clamp_min(FLOOR).log10()
    return (torch.maximum(decades, decades.max() - DECADES) + 4.0) / 4.0


@cache
def filters(bins: int = BINS) -> NDArray[np.float32]:
    """``(bins, 201)``: triangles between neighbouring points of Slaney's mel scale, each of the same area."""
    points = _to_hertz(np.linspace(0.0, _to_mel(SOUND_RATE / 2), bins + 2))
    hertz = np.linspace(0.0, SOUND_RATE / 2, WINDOW // 2 + 1)
    rising = (hertz[None] - points[:-2, None]) / (points[1:-1] - points[:-2])[:, None]
    falling = (points[2:, None] - hertz[None]) / (points[2:] - points[1:-1])[:, None]
    triangles = np.maximum(0.0, np.minimum(rising, falling))
    return (triangles * (2.0 / (points[2:] - points[:-2]))[:, None]).astype(np.float32)


def _to_mel(hertz: float) -> float:
    """Slaney's scale (Auditory Toolbox, 1998): linear to 1 kHz, logarithmic above."""
    return LINEAR_MEL + math.log(hertz / BREAK_HERTZ) / LOG_STEP if hertz >= BREAK_HERTZ else hertz / LINEAR_HERTZ


def _to_hertz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    above = BREAK_HERTZ * np.exp(LOG_STEP * (mel - LINEAR_MEL))
    return np.where(mel >= LINEAR_MEL, above, mel * LINEAR_HERTZ)
