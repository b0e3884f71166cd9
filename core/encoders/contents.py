"""Content as an encoder wants it, or one sentence why not."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.case import SOUND_RATE, Clip, Content
from core.intake.refusal import Refused

Array = NDArray[np.floating[Any]]
LEAST_PIXELS = 8
LEAST_SAMPLES = SOUND_RATE // 50


def picture(content: Content) -> Array:
    """``(height, width)`` or ``(height, width, 3)`` in [0, 1].

    Raises:
        Refused: it is no picture, or smaller than 8 pixels on a side.
    """
    if not isinstance(content, np.ndarray) or content.ndim not in (2, 3) or content.shape[2:] not in ((), (3,)):
        raise Refused("not-a-picture", "An image encoder was given something else than a picture; check the roles.")
    if min(content.shape[:2]) < LEAST_PIXELS:
        raise Refused("too-small", f"The picture is smaller than {LEAST_PIXELS} pixels on a side; send it larger.")
    return _finite(content, "picture")


def sound(content: Content) -> Array:
    """``(samples,)`` at 16,000 Hz.

    Raises:
        Refused: it is no sound, or shorter than 20 ms.
    """
    if not isinstance(content, np.ndarray) or content.ndim != 1:
        raise Refused("not-a-sound", "A sound encoder was given something else than a sound; check the roles.")
    if len(content) < LEAST_SAMPLES:
        raise Refused("too-short", "The sound is shorter than 20 milliseconds; send a longer recording.")
    return _finite(content, "sound")


def words(content: Content) -> str:
    """The characters.

    Raises:
        Refused: it is no text, or a blank one.
    """
    if not isinstance(content, str):
        raise Refused("not-a-text", "A text encoder was given something else than a text; check the roles.")
    if not content.strip():
        raise Refused("empty", "The text is empty; leave it out, or send one that has words.")
    return content


def record(content: Content) -> Mapping[str, float | str]:
    """Column to value.

    Raises:
        Refused: it is no table.
    """
    if not isinstance(content, Mapping):
        raise Refused("not-a-table", "A table encoder was given something else than a table; check the roles.")
    return content


def clip(content: Content) -> Clip:
    """Frames and sound.

    Raises:
        Refused: it is no film, or one without frames.
    """
    if not isinstance(content, Clip):
        raise Refused("not-a-film", "A video encoder was given something else than a film; check the roles.")
    if content.frames.ndim != 4 or not len(content.frames) or len(content.frames) != len(content.times):
        raise Refused("no-frames", "The film has no frames, or not one time for each; send it again.")
    return content


def _finite(content: Array, what: str) -> Array:
    if not np.isfinite(content).all():
        raise Refused("not-a-number", f"The {what} holds values that are no numbers; send it again.")
    return content
