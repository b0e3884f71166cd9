"""Sounds and moving films to samples and frames in the shared memory, by FFmpeg through PyAV.

Only containers that the intake recognised are opened, each with its own demuxer, so that no play list or script is
followed; decoders and filters have one thread, since the process may start no other.
"""

from io import BytesIO
from typing import Any

import av
import numpy as np
from av.error import FFmpegError

from core.intake.arena import Arena
from core.intake.child import frames, samples
from core.intake.limits import Limits
from core.intake.refusal import Code, Refused

SILENT = "The sound track of the film is silent throughout."


def decode(kind: str, data: memoryview, arena: Arena, limits: Limits) -> dict[str, Any]:
    """Decode one sound or film into the arena.

    Args:
        kind: ``sound CONTAINER`` or ``video CONTAINER FRAMES``.
        data: The whole file.
        arena: Where samples and frames go.
        limits: The bounds.

    Raises:
        Refused: it cannot be read within the limits.
    """
    what, container, *rest = kind.split()
    samples.refuse_cut(data)
    try:
        if what == "sound":
            return _sound(container, data, arena, limits)
        return _video(container, data, arena, limits, int(rest[0]))
    except FFmpegError as error:
        cut = isinstance(error, av.error.EOFError)
        code, words = (Code.TRUNCATED, "cut short") if cut else (Code.MALFORMED, "damaged or cut short")
        raise Refused(code, f"The recording is {words}; send the whole file again.") from error


def _sound(container: str, data: memoryview, arena: Arena, limits: Limits) -> dict[str, Any]:
    track = samples.read(container, data, arena, 0, limits)
    if track is None:
        raise Refused(Code.NO_SOUND, "The film has no sound track; send one that has, or the sound itself.")
    if track.silent:
        raise Refused(Code.BLANK, "The sound is silent throughout, so nothing can be heard; record it again.")
    return {"samples": track.count, "facts": {"kind": "sound", "container": container, **track.facts}}


def _video(container: str, data: memoryview, arena: Arena, limits: Limits, count: int) -> dict[str, Any]:
    film = frames.read(container, data, arena, limits, count)
    size = int(np.prod(film.shape)) * frames.CHANNELS
    track = samples.read(container, data, arena, size + size % 2, limits, film.start)
    notices = [SILENT] if track is not None and track.silent else []
    said = {"kind": "video", "container": container, **film.facts, "notices": notices}
    return {
        "shape": list(film.shape),
        "times": film.times,
        "samples": track.count if track is not None and track.count else None,
        "facts": said,
    }


def rehearse(arena: Arena) -> None:
    """Decode a made-up sound and film: libraries import parts of themselves on first use, which must precede the seal.

    Raises:
        Refused: a decoder is broken; the process then must not start.
    """
    limits = Limits()
    decode("sound wav", memoryview(_wave()), arena, limits)
    decode("video avi 2", memoryview(_film()), arena, limits)


def _wave() -> bytes:
    buffer = BytesIO()
    with av.open(buffer, "w", format="wav") as out:
        stream = out.add_stream("pcm_s16le", rate=8000, layout="stereo")
        tone = (np.arange(1600, dtype=np.int16) * 91).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(tone, format="s16", layout="stereo")
        frame.sample_rate = 8000
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return buffer.getvalue()


def _film() -> bytes:
    buffer = BytesIO()
    with av.open(buffer, "w", format="avi") as out:
        stream = out.add_stream("mjpeg", rate=5)
        stream.width = stream.height = 32
        stream.pix_fmt = "yuvj420p"
        for level in (0, 120, 240):
            picture = np.full((32, 32, 3), level, np.uint8)
            out.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        out.mux(stream.encode(None))
    return buffer.getvalue()
