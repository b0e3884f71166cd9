"""Words said by a program, as files that a browser might send."""

import shutil
import subprocess
import wave
from collections.abc import Callable
from io import BytesIO

import numpy as np
import pytest
from numpy.typing import NDArray

pytest.importorskip("pocketsphinx", reason="pocketsphinx is not installed")
Say = Callable[[str], bytes]


def wav(sound: NDArray[np.float64], rate: int = 16_000) -> bytes:
    file = BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes((np.clip(sound, -1, 1) * 32_767).astype("<i2").tobytes())
    return file.getvalue()


@pytest.fixture(scope="session")
def say(tmp_path_factory: pytest.TempPathFactory) -> Say:
    program = shutil.which("espeak-ng")
    if program is None:
        pytest.skip("espeak-ng is not installed")
    file = tmp_path_factory.mktemp("speech") / "said.wav"

    def made(word: str) -> bytes:
        subprocess.run([program, "-v", "en-us", "-s", "140", "-w", file, word], check=True)  # noqa: S603
        return file.read_bytes()

    return made
