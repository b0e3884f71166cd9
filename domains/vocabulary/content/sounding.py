"""Samples to a small file that every browser plays, at an even loudness: MP3, mono."""

from __future__ import annotations

from importlib import import_module
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

MIME = "audio/mpeg"
BITS = 48_000
SILENCE, PADDING, FADE = 0.01, 0.05, 0.01
LOUDNESS, PEAK = 10 ** (-18 / 20), 10 ** (-1 / 20)
NO_ENCODER = "Sound needs PyAV: install 'chiron-suite[sound]', then repeat."


class SoundError(RuntimeError):
    """Sound that cannot be encoded; one sentence."""


def encoded(data: bytes, rate: int) -> bytes:
    """16-bit samples as MP3, silence cut off at both ends, at one loudness.

    MP3 and not Opus, since Safari before 18.4 does not play Ogg, and Anki plays both.

    Raises:
        SoundError: PyAV is not installed, or there is nothing to hear.
    """
    return _mp3(evened(np.frombuffer(data, "<i2").astype(np.float32) / 32768.0, rate), rate)


def evened(wave: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    """Trimmed to what is heard with 50 ms around it, at -18 dB (mean square) unless peaks would pass -1 dB."""
    loud = np.flatnonzero(np.abs(wave) > SILENCE)
    if not loud.size:
        raise SoundError("There is nothing to hear in this sound: record it again.")
    margin = int(PADDING * rate)
    cut = wave[max(loud[0] - margin, 0) : loud[-1] + margin].copy()
    gain = min(LOUDNESS / float(np.sqrt(np.mean(cut**2))), PEAK / float(np.abs(cut).max()))
    ramp = np.linspace(0, 1, min(int(FADE * rate), len(cut)), dtype=np.float32)
    cut[: len(ramp)] *= ramp
    cut[len(cut) - len(ramp) :] *= ramp[::-1]
    return np.asarray(cut * gain, np.float32)


def _mp3(wave: NDArray[np.float32], rate: int) -> bytes:
    try:
        av: Any = import_module("av")
    except ImportError as error:
        raise SoundError(NO_ENCODER) from error
    file = BytesIO()
    with av.open(file, "w", format="mp3", container_options={"id3v2_version": "0", "write_xing": "0"}) as container:
        stream = container.add_stream("libmp3lame", rate=rate, layout="mono")
        stream.bit_rate = BITS
        samples = np.round(wave * 32767).astype("<i2")[None]
        frame = av.AudioFrame.from_ndarray(samples, format="s16p", layout="mono")
        frame.sample_rate = rate
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)
    return file.getvalue()
