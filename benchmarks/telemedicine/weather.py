"""What a recording adds to a voice: noise, a room, a telephone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
Wave = NDArray[np.float32]


def noise(samples: Wave, snr: float, chance: np.random.Generator) -> Wave:
    """Pink noise, ``snr`` decibels below the loudness of what is not silent."""
    spectrum = np.fft.rfft(chance.standard_normal(len(samples)))
    spectrum /= np.sqrt(np.maximum(np.arange(len(spectrum)), 1.0))
    spectrum[0] = 0.0
    pink = np.fft.irfft(spectrum, len(samples))
    heard = samples[np.abs(samples) > 1e-3]
    level = float(np.sqrt(np.mean(heard**2))) if len(heard) else 1e-3
    return np.asarray(pink / pink.std() * level * 10 ** (-snr / 20), dtype=np.float32)


def room(samples: Wave, chance: np.random.Generator, seconds: float = 0.25) -> Wave:
    """Early and late echoes, gone by 60 decibels after ``seconds``: noise that decays (Polack, 1988)."""
    from scipy.signal import fftconvolve

    count = int(seconds * RATE)
    tail = chance.standard_normal(count) * np.exp(-6.9 * np.arange(count) / count) * 0.05
    tail[0] = 1.0
    return np.asarray(fftconvolve(samples, tail)[: len(samples)], dtype=np.float32)


def telephone(samples: Wave) -> Wave:
    """What lies between 300 and 3,400 Hz."""
    from scipy.signal import butter, sosfilt

    sections = butter(4, (300, 3400), "bandpass", fs=RATE, output="sos")
    return np.asarray(sosfilt(sections, samples), dtype=np.float32)
