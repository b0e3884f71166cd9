"""Better voices, where somebody installed them: Piper, in a process of its own.

Piper's program (`piper`, under the GPL) is looked for on the path, its voices (`es_ES-davefx-medium.onnx` with its
`.onnx.json`) in the folder that `CHIRON_VOICES` names; the first voice of a language, by name, speaks it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
VARIABLE, PROGRAM = "CHIRON_VOICES", "piper"
SECONDS_A_WORD, SECONDS_TO_START = 5.0, 60.0
STEADY = ("--noise-scale", "0", "--noise-w-scale", "0", "--sentence-silence", "0")


@dataclass(frozen=True)
class Piper:
    """A voice of Piper's.

    Attributes:
        program: Path of the program.
        model: Path of the voice.
    """

    program: str
    model: Path

    @property
    def name(self) -> str:
        """Tells this voice from others, so that a deck is made anew when another one speaks."""
        return f"{self.model.name} {self.model.stat().st_size}"

    def speak(self, texts: Sequence[str]) -> Iterator[tuple[int, bytes]]:
        """Rate and 16-bit samples of each text, in order; without any noise, so that they are the same each time.

        Raises:
            OSError: the program failed, took too long, or did not speak every text.
        """
        with tempfile.TemporaryDirectory() as folder:
            command = [self.program, "--model", str(self.model), "--output-dir", folder, *STEADY]
            lines = "".join(" ".join(text.split()) + "\n" for text in texts).encode()
            limit = SECONDS_TO_START + SECONDS_A_WORD * len(texts)
            try:
                subprocess.run(command, input=lines, capture_output=True, check=True, timeout=limit)  # noqa: S603
            except subprocess.SubprocessError as error:
                raise OSError(
                    f"Piper did not speak with {self.model.name}: take the voice away or repeat it."
                ) from error
            spoken = sorted(Path(folder).glob("*.wav"), key=lambda path: int(path.stem))
            if len(spoken) != len(texts):
                raise OSError(f"Piper spoke {len(spoken)} of {len(texts)} words: repeat it.")
            yield from map(_read, spoken)


def installed(language: str) -> Piper | None:
    """The voice of a language, where there is one."""
    folder, program = os.environ.get(VARIABLE, ""), shutil.which(PROGRAM)
    if not folder or program is None:
        return None
    if not LANGUAGE.fullmatch(language):
        return None
    models = sorted(Path(folder).glob(f"{language.replace('-', '_')}[_-]*.onnx"))
    return Piper(program, models[0]) if models else None


def _read(path: Path) -> tuple[int, bytes]:
    with wave.open(str(path), "rb") as file:
        return file.getframerate(), file.readframes(file.getnframes())
