"""What comes in: the signals about one subject at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

SOUND_RATE = 16_000
"""Samples a second of every sound in a case."""


@dataclass(frozen=True, eq=False)
class Clip:
    """A film that moves: pictures spread over its time, and the sound track.

    Attributes:
        frames: Float32 ``(n, height, width, 3)``, red, green, blue in [0, 1].
        times: Float ``(n,)``: seconds from the start at which each frame is shown, rising.
        sound: Float32 ``(samples,)``, mono in [-1, 1] at 16,000 Hz, from the same start; None for a silent film,
            which is not the same as a track of zeros.
    """

    frames: NDArray[np.floating[Any]]
    times: NDArray[np.floating[Any]]
    sound: NDArray[np.floating[Any]] | None = None


Content = NDArray[np.floating[Any]] | str | Mapping[str, float | str] | Clip


class Modality(StrEnum):
    """A kind of content, named as the field names it."""

    IMAGE = "image"
    TEXT = "text"
    AUDIO = "audio"
    VIDEO = "video"
    TABLE = "table"


@dataclass(frozen=True)
class Source:
    """Where a signal came from.

    Attributes:
        digest: SHA-256 (hex) of the bytes that were received.
        name: What the sender called it; shown, never trusted.
    """

    digest: str
    name: str | None = None


@dataclass(frozen=True)
class Signal:
    """One modality's content with its provenance.

    Attributes:
        modality: Which kind of content this is.
        content: IMAGE: float32 ``(height, width)`` in [0, 1], air dark, or ``(height, width, 3)`` in colour. TEXT:
            the characters. AUDIO: float32 ``(samples,)``, mono in [-1, 1] at 16,000 Hz. VIDEO: a :class:`Clip`.
            TABLE: column name to value; a column that was not recorded is not in the mapping.
        source: Digest and name of the original.
        facts: What the original said about itself (view, pixel spacing in mm, age in years ...).
    """

    modality: Modality
    content: Content
    source: Source
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """The signals about one subject at one moment; any of them may be missing, and missing is not zero.

    Attributes:
        signals: At most one signal for each role; the key is the role that the recipe gives it
            (``"image"``, ``"note"``, ``"record"``).
        subject: Whom it is about, as the domain names them.
        moment: When the signals were taken, aware UTC.
    """

    signals: Mapping[str, Signal]
    subject: str | None = None
    moment: datetime | None = None

    @property
    def present(self) -> frozenset[str]:
        """The roles that have a signal."""
        return frozenset(self.signals)
