"""Recordings on disk for the tests, with clocks of their own: made by PyAV as they are needed."""

import struct
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.core.intake.recordings import tone

RATE = 48_000
CLOCK = Fraction(1, 1000)


def reel(
    path: Path,
    kind: str = "matroska",
    sound: Iterable[tuple[float, NDArray[Any]]] = (),
    pictures: Iterable[tuple[float, int]] = (),
    codecs: tuple[str, str] = ("pcm_s16le", "mjpeg"),
    options: dict[str, str] | None = None,
) -> Path:
    """Write a recording whose sound and pictures stand at the seconds that are given, in the order of their seconds.

    Args:
        path: The file.
        kind: FFmpeg's name of the container.
        sound: Second and samples ``(n,)`` at 48,000 Hz.
        pictures: Second and brightness, 0 to 255.
        codecs: Of sound and pictures.
        options: Of the container.
    """
    av = pytest.importorskip("av", reason="PyAV is not installed (extra 'sound')")
    sound, pictures = list(sound), list(pictures)
    with av.open(str(path), "w", format=kind, options=options or {}) as out:
        heard = out.add_stream(codecs[0], rate=RATE, layout="mono") if sound else None
        seen = out.add_stream(codecs[1], rate=1000) if pictures else None
        if seen is not None:
            seen.width, seen.height, seen.time_base = 64, 48, CLOCK
            seen.pix_fmt = "yuvj420p" if codecs[1] == "mjpeg" else "yuv420p"
        shown: list[tuple[float, Any]] = [*sound, *pictures]
        for second, content in sorted(shown, key=lambda each: each[0]):
            stream: Any = seen if isinstance(content, int) else heard
            frame, clock = (_picture(content), CLOCK) if stream is seen else (_sound(content), Fraction(1, RATE))
            frame.pts, frame.time_base = round(second / clock), clock
            out.mux(stream.encode(frame))
        for stream in filter(None, (heard, seen)):
            out.mux(stream.encode(None))
    return path


def spaced(samples: NDArray[Any], start: float = 0.0, length: float = 0.02) -> list[tuple[float, NDArray[Any]]]:
    """Samples in frames of 20 ms that follow each other from a second on."""
    step = int(length * RATE)
    return [(start + at / RATE, samples[at : at + step]) for at in range(0, len(samples), step)]


def beep(seconds: float = 1.0, start: float = 0.0, hertz: float = 440.0) -> list[tuple[float, NDArray[Any]]]:
    """A tone from a second on."""
    return spaced(tone(seconds, RATE, hertz), start)


def turned(data: bytes) -> bytes:
    """An MP4 whose film is shown a quarter turned clockwise: the matrix of its track header says so."""
    at = data.index(b"tkhd") + 4 + 40
    matrix = struct.pack(">9i", 0, 65536, 0, -65536, 0, 0, 0, 0, 1 << 30)
    return data[:at] + matrix + data[at + 36 :]


def header(size: int, rate: int = 8000) -> bytes:
    """The head of a WAV that holds so many bytes of sound."""
    riff = struct.pack("<4sI4s", b"RIFF", size + 36, b"WAVE")
    return riff + struct.pack("<4sIHHIIHH4sI", b"fmt ", 16, 1, 1, rate, 2 * rate, 2, 16, b"data", size)


def long_silence(path: Path, seconds: int, rate: int = 8000) -> Path:
    """A WAV of any length that takes no room on disk."""
    size = seconds * rate * 2
    head = header(size, rate)
    with path.open("wb") as file:
        file.write(head)
        file.truncate(size + len(head))
    return path


def _sound(samples: NDArray[Any]) -> Any:
    import av

    frame = av.AudioFrame.from_ndarray((samples * 32767).astype(np.int16).reshape(1, -1), format="s16", layout="mono")
    frame.sample_rate = RATE
    return frame


def _picture(level: int) -> Any:
    import av

    return av.VideoFrame.from_ndarray(np.full((48, 64, 3), level, np.uint8), format="rgb24")
