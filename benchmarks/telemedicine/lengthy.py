"""A long consultation on video: scripts spoken by changing casts one after the other, as WebM or WAV."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from fractions import Fraction
from itertools import cycle
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.telemedicine.speaking import CASTS, Setting, scripts, speak
from benchmarks.telemedicine.voicebox import RATE

PICTURES, SIDE = 2, (120, 160)
BIT_RATE = 32_000
Samples = NDArray[np.float32]


def spoken(minutes: float) -> Iterator[Samples]:
    """Conversations one after the other, each with another cast, script or seed, until the minutes are full."""
    left = round(minutes * 60 * RATE)
    told = [script.lines for script in scripts().values()]
    for number, lines in enumerate(cycle(told)):
        cast = CASTS[number % len(CASTS)]
        known = [line for line in lines if line[0] in cast]
        samples = speak(known, cast, Setting(seed=number, snr=30.0)).samples[:left]
        left -= len(samples)
        yield samples
        if not left:
            return


def film(minutes: float, path: Path) -> None:
    """Write the conversations as WebM: Opus at 32 kbit/s and two small pictures a second that change with the case."""
    import av

    with av.open(str(path), "w", format="webm") as out:
        sound = out.add_stream("libopus", rate=RATE, layout="mono")
        sound.bit_rate = BIT_RATE
        seen = out.add_stream("libvpx", rate=PICTURES, options={"deadline": "realtime", "cpu-used": "8"})
        seen.height, seen.width = SIDE
        seen.pix_fmt = "yuv420p"
        at, shown = 0, 0
        for number, samples in enumerate(spoken(minutes)):
            for start in range(0, len(samples), RATE):
                _put(out, sound, samples[start : start + RATE], at + start)
                while shown * RATE < PICTURES * (at + start + RATE):
                    out.mux(seen.encode(_picture(number, shown)))
                    shown += 1
            at += len(samples)
        for stream in (sound, seen):
            out.mux(stream.encode(None))


def _put(out: Any, stream: Any, samples: Samples, at: int) -> None:
    import av

    frame = av.AudioFrame.from_ndarray((samples * 32767).astype(np.int16).reshape(1, -1), format="s16", layout="mono")
    frame.sample_rate, frame.pts, frame.time_base = RATE, at, Fraction(1, RATE)
    out.mux(stream.encode(frame))


def _picture(case: int, number: int) -> Any:
    import av

    picture = np.full((*SIDE, 3), 40 + 30 * (case % 6), np.uint8)
    picture[:, (number * 3) % SIDE[1] :][:, :8] = 255
    frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
    frame.pts, frame.time_base = number, Fraction(1, PICTURES)
    return frame


if __name__ == "__main__":
    film(float(sys.argv[1]), Path(sys.argv[2]))
