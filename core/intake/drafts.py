"""What a recording leaves in a folder: written aside, and put in place when all of it is whole."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from core.case import SOUND_RATE

SOUND, FACTS, FRAMES, FOLDER = "sound.pcm", "sound.json", "frames.json", "frames"
FLOOR = -96.0
"""Level in dBFS below which 16 bits say nothing."""
LOUDEST = 32768.0
QUALITY = 85


class Levels:
    """The level of each second: root of the mean square, in decibels of full scale (dBFS)."""

    def __init__(self) -> None:
        self.found: list[float] = []
        self.loudest = 0
        self._power, self._count = 0.0, 0

    def take(self, samples: NDArray[np.int16]) -> None:
        """Go on with the next samples."""
        if len(samples):
            self.loudest = max(self.loudest, int(np.abs(samples.astype(np.int32)).max()))
        while len(samples):
            part = samples[: SOUND_RATE - self._count].astype(np.float64)
            samples = samples[len(part) :]
            self._power, self._count = self._power + float(part @ part), self._count + len(part)
            if self._count == SOUND_RATE:
                self.end()

    def end(self) -> None:
        """Close the second that has begun."""
        if self._count:
            mean = self._power / self._count / LOUDEST**2
            self.found.append(round(max(FLOOR, 10 * float(np.log10(max(mean, 1e-12)))), 1))
        self._power, self._count = 0.0, 0


class Drafts:
    """The files of one recording while they grow; left without :meth:`place`, nothing of them stays.

    Args:
        to: The folder; made where it is not there.
    """

    def __init__(self, to: Path) -> None:
        self._to = to
        self._sound_at, self._frames_at = to / f".{SOUND}", to / f".{FOLDER}"
        clear(to)
        to.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.levels = Levels()
        self.stills: list[dict[str, Any]] = []
        self.samples = 0
        self._frames_at.mkdir(mode=0o700)
        self._sound = os.fdopen(os.open(self._sound_at, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")

    def add(self, samples: NDArray[np.int16]) -> None:
        """Add sound at the end."""
        self._sound.write(samples.astype("<i2").tobytes())
        self.levels.take(samples)
        self.samples += len(samples)

    def picture(self, pixels: NDArray[np.uint8], second: float, change: float) -> None:
        """Keep a picture as JPEG, which is made here: no byte of it comes from the recording's own files."""
        from PIL import Image

        name = f"{len(self.stills):04}.jpg"
        Image.fromarray(pixels).save(self._frames_at / name, "JPEG", quality=QUALITY)
        self.stills.append({"name": name, "second": second, "change": change})

    def place(self, facts: dict[str, Any]) -> None:
        """Put everything in its place, durable, the facts last."""
        self._sound.flush()
        os.fsync(self._sound.fileno())
        os.replace(self._sound_at, self._to / SOUND)
        os.replace(self._frames_at, self._to / FOLDER)
        self._write(FRAMES, self.stills)
        self._write(FACTS, facts)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._sound.close()
        clear(self._to, ())

    def _write(self, name: str, value: object) -> None:
        draft = self._to / f".{name}"
        with draft.open("w", encoding="utf-8") as file:
            json.dump(value, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, self._to / name)


def clear(folder: Path, names: Sequence[str] = (FACTS, FRAMES, SOUND, FOLDER)) -> None:
    """Remove what a recording left, whole or half, the facts first: they say that all is there."""
    for name in (*names, *(f".{each}" for each in (FACTS, FRAMES, SOUND, FOLDER))):
        path = folder / name
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
