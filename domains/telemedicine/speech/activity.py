"""Where somebody speaks: silero voice activity, a minute at a time, so that memory stays flat.

The model is silero-vad 6 (Silero Team, 2025, MIT) as faster-whisper ships it: for each 32 ms the probability that
somebody speaks. Spans begin above one threshold and end below another, as its authors do it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domains.telemedicine.speech import sound
from domains.telemedicine.speech.models import ModelRefused, hush

STEP, CONTEXT, STATE = 512, 64, 128
SECONDS = STEP / sound.RATE
BEGINS, ENDS = 0.5, 0.35
SILENCE, SHORTEST, PADDING = 0.3, 0.15, 0.15
Span = tuple[float, float]
Tell = Callable[[float], None]


def spans(path: Path, gain: float = 1.0, tell: Tell = lambda fraction: None) -> list[Span]:
    """Stretches of speech in seconds, in order, apart from one another.

    Args:
        path: The sound of a work folder.
        gain: By which factor it is made louder first.
        tell: Told the fraction done.
    """
    whole = sound.seconds(path)
    return padded(joined(probabilities(path, gain, tell)), whole)


def probabilities(path: Path, gain: float = 1.0, tell: Tell = lambda fraction: None) -> Iterator[NDArray[np.float32]]:
    """How likely speech is in each 32 ms, a minute of them at a time."""
    network, state, before = _network(), _silent(), np.zeros(CONTEXT, dtype=np.float32)
    whole = max(sound.seconds(path), SECONDS)
    for number, block in enumerate(sound.blocks(path, gain)):
        steps = np.pad(block, (0, -len(block) % STEP)).reshape(-1, STEP)
        heads = np.concatenate([before[None], steps[:-1, -CONTEXT:]])
        said, *state = network.run(
            None, {"input": np.concatenate([heads, steps], axis=1), "h": state[0], "c": state[1]}
        )
        before = steps[-1, -CONTEXT:]
        tell(min((number + 1) * sound.BLOCK / whole, 1.0))
        yield np.asarray(said, dtype=np.float32).reshape(-1)


def joined(probabilities: Iterable[NDArray[np.float32]]) -> list[Span]:
    """Spans that begin and end where the probability says so; pauses under 0.3 s stay inside."""
    found: list[Span] = []
    begin: float | None = None
    quiet: float | None = None
    at = 0.0
    for one in (float(value) for block in probabilities for value in block):
        if one >= BEGINS:
            begin, quiet = at if begin is None else begin, None
        elif one < ENDS and begin is not None:
            quiet = at if quiet is None else quiet
            if at + SECONDS - quiet >= SILENCE:
                found.append((begin, quiet))
                begin = quiet = None
        at += SECONDS
    if begin is not None:
        found.append((begin, at if quiet is None else quiet))
    return [(start, end) for start, end in found if end - start >= SHORTEST]


def padded(found: list[Span], whole: float) -> list[Span]:
    """The spans with a little before and after, in which the first and last sounds of a word lie; none overlap."""
    wide: list[Span] = []
    for start, end in found:
        start, end = max(start - PADDING, 0.0), min(end + PADDING, whole)
        if wide and start < wide[-1][1]:
            middle = (start + wide[-1][1]) / 2
            wide[-1], start = (wide[-1][0], middle), middle
        if end > start:
            wide.append((round(start, 3), round(end, 3)))
    return wide


def _silent() -> list[NDArray[np.float32]]:
    return [np.zeros((1, 1, STATE), dtype=np.float32) for _ in range(2)]


@lru_cache(maxsize=1)
def _network() -> Any:
    hush()
    try:
        from faster_whisper.vad import get_vad_model
    except ImportError as error:
        raise ModelRefused(
            "The program that hears speech is not installed: install chiron-suite[telemedicine]."
        ) from error
    return get_vad_model().session
