"""Sound and pictures as one WebM file: VP8 and Opus, which every browser plays and PyAV reads."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from domains.telemedicine.demonstration.picture import HEIGHT, WIDTH, frame
from domains.telemedicine.demonstration.voices import RATE, Sound, Spoken

FRAMES_A_SECOND = 5
SOUND_BITS, PICTURE_BITS = 32_000, 40_000
CHUNK = 960


def write(path: Path, sound: Sound, told: Sequence[Spoken]) -> None:
    """Encode; without dates or random ids, so that the same parts give the same file."""
    import av

    with av.open(str(path), "w", format="webm", container_options={"fflags": "+bitexact"}) as out:
        pictures: Any = out.add_stream("libvpx", rate=FRAMES_A_SECOND)
        pictures.width, pictures.height, pictures.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        pictures.bit_rate, pictures.gop_size = PICTURE_BITS, 5 * FRAMES_A_SECOND
        pictures.codec_context.options = {"threads": "1", "deadline": "good", "cpu-used": "2", "flags": "+bitexact"}
        track: Any = out.add_stream("libopus", rate=RATE, layout="mono")
        track.bit_rate = SOUND_BITS
        track.codec_context.options = {"application": "voip", "flags": "+bitexact"}
        for second in range(int(len(sound) / RATE) + 1):
            _show(out, pictures, told, second)
            _play(out, track, sound, second)
        for stream in (pictures, track):
            out.mux(stream.encode(None))


def _show(out: Any, stream: Any, told: Sequence[Spoken], second: int) -> None:
    """The pictures of one second."""
    import av

    for number in range(second * FRAMES_A_SECOND, (second + 1) * FRAMES_A_SECOND):
        at = number / FRAMES_A_SECOND
        speaker = next((one.line.speaker for one in told if one.start <= at < one.end), None)
        shown = av.VideoFrame.from_ndarray(frame(speaker, at), format="rgb24")
        shown.pts, shown.time_base = number, Fraction(1, FRAMES_A_SECOND)
        out.mux(stream.encode(shown))


def _play(out: Any, stream: Any, sound: Sound, second: int) -> None:
    """The sound of one second, in the steps of the codec."""
    import av

    for start in range(second * RATE, min((second + 1) * RATE, len(sound)), CHUNK):
        piece = np.zeros(CHUNK, np.float32)
        heard = sound[start : start + CHUNK]
        piece[: len(heard)] = heard
        played = av.AudioFrame.from_ndarray(piece[None, :], format="flt", layout="mono")
        played.sample_rate, played.pts, played.time_base = RATE, start, Fraction(1, RATE)
        out.mux(stream.encode(played))
