"""Sounds and moving films for the tests, made by PyAV as they are needed."""

import io
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

SIZE = (64, 96)


def tone(seconds: float = 1.0, rate: int = 44_100, hertz: float = 440.0) -> NDArray[np.float32]:
    """A sine at half of full loudness."""
    return (0.5 * np.sin(np.arange(int(seconds * rate)) * 2 * np.pi * hertz / rate)).astype(np.float32)


def sound(samples: NDArray[Any], rate: int = 44_100, kind: str = "wav", codec: str = "pcm_s16le") -> bytes:
    """Samples ``(n,)`` or ``(n, 2)`` as a file."""
    av = pytest.importorskip("av", reason="PyAV is not installed (extra 'sound')")
    buffer = io.BytesIO()
    layout = "mono" if samples.ndim == 1 else "stereo"
    with av.open(buffer, "w", format=kind) as out:
        track(out, out.add_stream(codec, rate=rate, layout=layout), samples)
    return buffer.getvalue()


def track(out: Any, stream: Any, samples: NDArray[Any]) -> None:
    """Write samples into a stream and end it."""
    import av

    stored = (samples * 32767).astype(np.int16).reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(stored, format="s16", layout=stream.layout.name)
    frame.sample_rate = stream.rate
    out.mux(stream.encode(frame))
    out.mux(stream.encode(None))


def film(
    pictures: int = 20, kind: str = "mp4", codec: str = "mpeg4", heard: NDArray[Any] | None = None, size: Any = SIZE
) -> bytes:
    """Ten pictures a second, from black to white with a red edge at the left; with a sound track where one is given."""
    av = pytest.importorskip("av", reason="PyAV is not installed (extra 'sound')")
    buffer = io.BytesIO()
    rows, columns = size
    with av.open(buffer, "w", format=kind) as out:
        stream = out.add_stream(codec, rate=10)
        stream.width, stream.height, stream.pix_fmt = columns, rows, "yuvj420p" if codec == "mjpeg" else "yuv420p"
        codec_of_sound = "libopus" if kind == "webm" else "aac"
        audio = None if heard is None else out.add_stream(codec_of_sound, rate=48_000, layout="mono")
        for number in range(pictures):
            picture = np.full((rows, columns, 3), number * 255 // pictures, np.uint8)
            picture[:, : columns // 4] = (255, 0, 0)
            out.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        out.mux(stream.encode(None))
        if heard is not None:
            track(out, audio, heard)
    return buffer.getvalue()
