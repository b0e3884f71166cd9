"""What a learner recorded, made ready to be judged, or why it cannot be."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from domains.vocabulary.pronunciation.acoustics import RATE, Samples

if TYPE_CHECKING:
    from core.intake.intake import Intake

MEBI = 2**20
WINDOW, PADDING = RATE // 50, RATE // 10
QUIET, CLIPPED, CLIPPED_SHARE = 0.01, 0.985, 0.01
SHORTEST, AROUND, PEAK = 0.12, 0.15, 0.5
LOUD, STANDS_OUT = 0.05, 1.5
LONGEST_BYTES = 16 * MEBI

Sound = NDArray[np.float32]


class NotScored(ValueError):
    """Why a recording cannot be scored, in a sentence for the learner."""


def read(recording: bytes, longest: float) -> Sound:
    """The samples of an audio file, at 16,000 Hz in [-1, 1]; it is decoded in a limited process.

    Raises:
        NotScored: it is no recording that can be read within the limits.
    """
    from core.intake.refusal import Refused

    if not recording:
        raise NotScored("Nothing was recorded: allow the microphone, and record again.")
    try:
        sound: Sound = np.asarray(_intake().sound(recording).content, dtype=np.float32)
    except Refused as refusal:
        raise NotScored(f"The recording cannot be read, so record again. {refusal}") from refusal
    if len(sound) > longest * RATE:
        raise NotScored(f"The recording is longer than {longest:.0f} seconds: say the word alone, and record again.")
    return sound


class Prepared(NamedTuple):
    """Samples to be judged, and the second of the recording at which they begin (before it where silence was added)."""

    samples: Samples
    begins: float


def prepared(sound: Sound) -> Prepared:
    """What is loud of a recording, evenly loud, with a little near-silence around.

    Raises:
        NotScored: it is silent, clipped, or too short for a word.
    """
    peak = float(np.abs(sound).max(initial=0.0))
    if peak < QUIET:
        raise NotScored("The recording is silent: check the microphone, and record again.")
    if np.mean(np.abs(sound) >= CLIPPED) > CLIPPED_SHARE:
        raise NotScored("The recording is too loud and distorted: hold the microphone further away, and record again.")
    level = _level(sound)
    if np.quantile(level, 0.95) < STANDS_OUT * np.quantile(level, 0.05):
        raise NotScored("No word stands out from the noise: find a quiet place, and record again.")
    start, end = _loud(level)
    if end - start < SHORTEST * RATE:
        raise NotScored("The recording is too short for a word: record again, and speak after the tone.")
    margin = int(AROUND * RATE)
    first = max(start - margin, 0)
    return Prepared(padded(sound[first : end + margin] * np.float32(PEAK / peak)), (first - PADDING) / RATE)


def padded(sound: Sound) -> Samples:
    """As int16, with a tenth of a second of faint noise before and after, from which the decoder learns silence."""
    silence = np.zeros(PADDING, dtype=np.float32)
    whole = np.concatenate([silence, sound, silence]) * np.float32(32_767)
    noise = np.random.default_rng(0).normal(0.0, 2.0, len(whole))
    return np.clip(whole + noise, -32_768, 32_767).astype(np.int16)


def _level(sound: Sound) -> Sound:
    """Loudness of each 20 milliseconds."""
    count = max(len(sound) // WINDOW, 1)
    blocks = np.resize(sound, count * WINDOW).reshape(count, WINDOW)
    level: Sound = np.sqrt(np.mean(np.square(blocks), axis=1))
    return level


def _loud(level: Sound) -> tuple[int, int]:
    """First and last sample of what is louder than a twentieth of the loudest 20 milliseconds."""
    loud = np.flatnonzero(level >= LOUD * level.max())
    return int(loud[0]) * WINDOW, (int(loud[-1]) + 1) * WINDOW


@lru_cache(maxsize=1)
def _intake() -> Intake:
    from core.intake.intake import Intake
    from core.intake.limits import Limits

    return Intake(Limits(media_bytes=LONGEST_BYTES, media_length=130.0, media_seconds=20.0))
