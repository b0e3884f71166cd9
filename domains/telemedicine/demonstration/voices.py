"""Two voices from one: Piper speaks as a program of its own, and the patient's voice is the same one raised.

Piper is under the GPL and is neither imported nor shipped; its voice "joe" is made of recordings in the public domain
(CC0). A voice that is played faster has a higher pitch and higher formants, as a shorter vocal tract gives them.
"""

from __future__ import annotations

import subprocess
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from domains.telemedicine.demonstration.script import PATIENT, Line

RATE = 48_000
RAISED, SLOWED = 1.24, 1.2
GAP, BREATH, BEFORE = 0.45, 0.5, 0.6
LEVEL = 0.6
TIMEOUT = 60.0
Sound = NDArray[np.float32]


@dataclass(frozen=True)
class Spoken:
    """One line as it lies in the sound: its times in seconds."""

    line: Line
    start: float
    end: float


@dataclass(frozen=True)
class Piper:
    """The program and its voice.

    Attributes:
        program: Path of `piper`.
        voice: Path of the `.onnx`, its `.json` beside it.
    """

    program: Path
    voice: Path

    def say(self, text: str, slowness: float = 1.0) -> tuple[Sound, int]:
        """Samples in [-1, 1] and their rate; without noise, so that the same text sounds the same."""
        with TemporaryDirectory() as folder:
            out = Path(folder) / "said.wav"
            quiet = ("--noise-scale", "0", "--noise-w-scale", "0", "--length-scale", str(slowness))
            command = (self.program, "-m", self.voice, "-f", out, *quiet, "--", text)
            subprocess.run([str(part) for part in command], check=True, capture_output=True, timeout=TIMEOUT)  # noqa: S603
            with wave.open(str(out)) as file:
                samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
                return np.asarray(samples / 32768.0, np.float32), file.getframerate()


def conversation(piper: Piper, lines: tuple[Line, ...]) -> tuple[Sound, list[Spoken]]:
    """The whole sound ``(samples,)`` at 48,000 Hz, and where each line lies in it."""
    parts, told, at = [silence(BEFORE)], [], round(BEFORE * RATE)
    for line in lines:
        sound = np.concatenate(list(_voiced(piper, line)))
        told.append(Spoken(line, at / RATE, (at + len(sound)) / RATE))
        parts += [sound, silence(GAP)]
        at += len(sound) + len(parts[-1])
    return np.concatenate(parts), told


def silence(seconds: float) -> Sound:
    """A room that is never quite still."""
    noise = np.random.default_rng(0).normal(0, 4e-4, round(seconds * RATE))
    return np.asarray(noise, np.float32)


def breath(seconds: float) -> Sound:
    """A breath drawn in: noise that swells and fades, far below the voice."""
    count = round(seconds * RATE)
    noise = np.random.default_rng(1).normal(0, 1, count)
    soft = np.convolve(noise, np.ones(12) / 12, "same")
    return np.asarray(0.02 * soft * np.sin(np.linspace(0, np.pi, count)) ** 2, np.float32)


def _voiced(piper: Piper, line: Line) -> Iterator[Sound]:
    is_patient = line.speaker == PATIENT
    for number, run in enumerate(line.runs):
        if number:
            yield breath(BREATH)
        samples, rate = piper.say(run, SLOWED if is_patient else 1.0)
        yield resampled(samples, rate * RAISED if is_patient else rate)


def resampled(samples: Sound, rate: float) -> Sound:
    """At 48,000 Hz and at one level, its silent ends cut off."""
    loud = np.flatnonzero(np.abs(samples) > 0.01)
    samples = samples[loud[0] : loud[-1] + 1] if len(loud) else samples
    wanted = np.arange(0, len(samples) - 1, rate / RATE)
    sound = np.interp(wanted, np.arange(len(samples)), samples)
    peak = float(np.abs(sound).max()) if len(sound) else 0.0
    return np.asarray(sound * (LEVEL / peak if peak else 1.0), np.float32)
