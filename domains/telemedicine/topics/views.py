"""A dialogue as a topic model sees it: its words and their spellings, and its two sides.

Words of the doctor and of the patient counted apart were tried, and left out: they cost .01 in cross-validation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domains.telemedicine.features import Runs, Sparse, beside, damped, hashed, letter_runs, rarity, word_runs
from domains.telemedicine.roles.labels import DOCTOR, PATIENT, named
from domains.telemedicine.transcripts import TranscriptRefused, Utterance, read

VIEWS: tuple[tuple[str, Runs, int], ...] = (
    ("all", word_runs(2), 1 << 16),
    ("all", letter_runs(2, 5), 1 << 16),
)
LEAST = 2
SIZES = tuple(size for _, _, size in VIEWS)
WIDTH = sum(SIZES)


@dataclass(frozen=True)
class Sides:
    """The words of a dialogue: all of them, those of the two sides where the labels tell them apart, and each turn."""

    all: str
    doctor: str
    patient: str
    turns: tuple[str, ...]


def sides(utterances: Sequence[Utterance]) -> Sides:
    """The sides of a dialogue; what nobody is named for counts for all only."""
    said = [(named(one.speaker), one.text) for one in utterances]
    doctor = " ".join(text for role, text in said if role == DOCTOR)
    patient = " ".join(text for role, text in said if role == PATIENT)
    turns = tuple(f"{one.speaker}: {one.text}" if one.speaker else one.text for one in utterances)
    return Sides(" ".join(turns), doctor, patient, turns)


def sides_of(dialogue: str) -> Sides:
    """The sides of a dialogue as a text with a turn a line.

    Raises:
        TranscriptRefused: there is no word in it.
    """
    if not dialogue.strip():
        raise TranscriptRefused("The dialogue is empty.")
    return sides(read(dialogue.encode("utf-8", "replace")).utterances)


def counted(told: Sides) -> list[Sparse]:
    """Counts of each view."""
    return [hashed(runs(getattr(told, side)), size) for side, runs, size in VIEWS]


def rarities(rows: Sequence[Sequence[Sparse]]) -> NDArray[np.float64]:
    """``(WIDTH,)``; rarity of each bucket of each view over some dialogues."""
    columns = [rarity([row[view] for row in rows], size, LEAST) for view, size in enumerate(SIZES)]
    return np.concatenate(columns)


def weighed(row: Sequence[Sparse], rare: NDArray[np.float64]) -> Sparse:
    """The views side by side, each of length one."""
    edges = np.cumsum([0, *SIZES])
    parts = [damped(view, rare[edges[at] : edges[at + 1]]) for at, view in enumerate(row)]
    return beside(parts, SIZES)
