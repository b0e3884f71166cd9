"""Speech for training, from eSpeak NG in a process of its own: it is under the GPL, so it is never loaded into ours."""

from __future__ import annotations

import struct
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from json import dumps
from typing import Any

import numpy as np
from numpy.typing import NDArray

SIXTEEN_KILOHERTZ = 16_000
HEADER = struct.Struct("<II")


class SpeechError(ValueError):
    """Speech that cannot be made; one sentence."""


@dataclass(frozen=True)
class Utterance:
    """What is said, and how.

    Attributes:
        text: The words.
        voice: eSpeak's name of language and variant (``"de+f3"``).
        rate: Words a minute.
        pitch: 0 to 100.
        spread: Range of the pitch, 0 to 100.
    """

    text: str
    voice: str
    rate: int = 160
    pitch: int = 50
    spread: int = 50


def speak(utterances: Sequence[Utterance]) -> Iterator[NDArray[np.float32]]:
    """Mono samples in [-1, 1] at 16,000 Hz of every utterance, in order.

    Raises:
        SpeechError: eSpeak NG is not installed, or it does not know a voice.
    """
    for rate, data in _answers([astuple(one) for one in utterances], 2):
        yield _resampled(np.frombuffer(data, "<i2"), rate)


def pronounce(words: Sequence[tuple[str, str]]) -> list[str]:
    """How each of ``(text, voice)`` is pronounced, in the letters of the IPA.

    Raises:
        SpeechError: as :func:`speak`.
    """
    return [data.decode() for _, data in _answers(words, 1)]


def _answers(orders: Sequence[tuple[Any, ...]], size: int) -> Iterator[tuple[int, bytes]]:
    """What the process that speaks says to each order: its rate, and items of ``size`` bytes."""
    import threading

    command = [sys.executable, "-m", "core.training.space.voices_child"]
    lines = "".join(dumps(one) + "\n" for one in orders).encode()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:  # noqa: S603
        feed = threading.Thread(target=_feed, args=(child.stdin, lines), daemon=True)
        feed.start()
        for _ in orders:
            rate, count = HEADER.unpack(_exactly(child.stdout, HEADER.size))
            if not rate:
                raise SpeechError(_exactly(child.stdout, count).decode())
            yield rate, _exactly(child.stdout, count * size)
        feed.join()


def _feed(stream: Any, orders: bytes) -> None:
    import contextlib

    with contextlib.suppress(OSError):
        stream.write(orders)
        stream.close()


def _exactly(stream: Any, size: int) -> bytes:
    data: bytes = stream.read(size)
    if len(data) < size:
        raise SpeechError("The process that speaks ended early; install the package espeakng-loader and try again.")
    return data


def _resampled(samples: NDArray[np.int16], rate: int) -> NDArray[np.float32]:
    """At 16,000 Hz, through a polyphase filter."""
    from math import gcd

    from scipy.signal import resample_poly

    common = gcd(SIXTEEN_KILOHERTZ, rate)
    wave = samples.astype(np.float32) / 32768.0
    return np.asarray(resample_poly(wave, SIXTEEN_KILOHERTZ // common, rate // common), dtype=np.float32)
