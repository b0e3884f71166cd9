"""Speech that is said by a machine when it is needed: eSpeak NG, a program of its own."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.telemedicine.voicebox import Voice, VoiceMissing, say

RATE = 16_000
Wave = NDArray[np.float32]
Lay = Callable[[Wave], Path]


@pytest.fixture(scope="session")
def said() -> Callable[..., Wave]:
    """Says a text: ``(n,)`` at 16 kHz; skips where the program is not installed."""

    def speak(text: str, voice: str = "en-us+m3", rate: int = 150) -> Wave:
        try:
            return say(text, Voice(voice, rate))
        except VoiceMissing as missing:
            pytest.skip(str(missing))

    return speak


@pytest.fixture
def lay(tmp_path: Path) -> Lay:
    """Lays samples down as a work folder holds them."""

    def write(samples: Wave) -> Path:
        path = tmp_path / "sound.pcm"
        (np.clip(samples, -1, 1) * 32767).astype("<i2").tofile(path)
        return path

    return write


def quiet(seconds: float) -> Wave:
    """Silence."""
    return np.zeros(int(seconds * RATE), dtype=np.float32)
