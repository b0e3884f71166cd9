"""Pictures in colour, sounds and films out of the shared memory, after every number was checked."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.case import SOUND_RATE, Clip
from core.intake import facts
from core.intake.arena import Arena
from core.intake.limits import Limits

Answer = dict[str, Any]
Floats = NDArray[np.float32]
Said = dict[str, Any]
LETTER = ("id", "title", "author", "date", "status", "patient_reference", "patient_name")
LOUDEST = np.float32(32768)


class Impossible(Exception):
    """An answer of the limited process that cannot be."""


def picture(answer: Answer, arena: Arena, limits: Limits) -> tuple[Floats, Said]:
    """``(rows, columns, 3)`` in [0, 1], and the checked facts.

    Raises:
        Impossible: the numbers do not fit.
    """
    said = facts.checked(answer.get("facts"))
    rows, columns = said.get("rows", 0), said.get("columns", 0)
    if not 0 < 3 * rows * columns <= 2 * limits.pixels:
        raise Impossible
    stored = arena.pixels(rows, 3 * columns, 8).reshape(rows, columns, 3)
    return stored.astype(np.float32) / np.float32(255), said


def letter(answer: Answer, arena: Arena, limits: Limits) -> tuple[str, Said]:
    """The text of a letter, and what it says of itself, cut to words.

    Raises:
        Impossible: the numbers do not fit, or it is no text.
    """
    length, told = answer.get("length"), answer.get("facts")
    if type(length) is not int or not 0 < length <= limits.note_bytes or not isinstance(told, dict):
        raise Impossible
    try:
        text = arena.pixels(1, length, 8).tobytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise Impossible from error
    ids = told.get("patient_ids")
    kept = {key: word for key in LETTER if (word := facts.words(told.get(key), 128))}
    return text, kept | {
        "patient_ids": [word for each in (ids if isinstance(ids, list) else [])[:16] if (word := facts.words(each))]
    }


def sound(answer: Answer, arena: Arena, limits: Limits) -> tuple[Floats, Said]:
    """``(samples,)`` in [-1, 1] at 16,000 Hz, and the checked facts.

    Raises:
        Impossible: the numbers do not fit.
    """
    return _samples(answer.get("samples"), 0, arena, limits), facts.checked(answer.get("facts"))


def film(answer: Answer, arena: Arena, limits: Limits) -> tuple[Clip, Said]:
    """Frames, their times and the sound track, and the checked facts.

    Raises:
        Impossible: the numbers do not fit.
    """
    shape = answer.get("shape")
    if not isinstance(shape, list) or len(shape) != 3 or not all(type(n) is int and n > 0 for n in shape):
        raise Impossible
    count, rows, columns = shape
    if count > limits.frames or max(rows, columns) > limits.frame_side:
        raise Impossible
    size = count * rows * columns * 3
    frames = arena.pixels(1, size, 8).reshape(count, rows, columns, 3).astype(np.float32) / np.float32(255)
    times = _times(answer.get("times"), count)
    track = None if answer.get("samples") is None else _samples(answer["samples"], size + size % 2, arena, limits)
    return Clip(frames, times, track), facts.checked(answer.get("facts"))


def _samples(count: object, start: int, arena: Arena, limits: Limits) -> Floats:
    if type(count) is not int or not 0 < count <= limits.media_length * SOUND_RATE:
        raise Impossible
    stored = arena.pixels(1, start + 2 * count, 8)[0, start:].view(np.int16)
    return stored.astype(np.float32) / LOUDEST


def _times(value: object, count: int) -> NDArray[np.float64]:
    fits = isinstance(value, list) and len(value) == count and all(type(one) in (int, float) for one in value)
    if not fits or not isinstance(value, list) or not all(math.isfinite(one) and one >= 0 for one in value):
        raise Impossible
    times = np.asarray(value, np.float64)
    if np.any(np.diff(times) <= 0):
        raise Impossible
    return times
