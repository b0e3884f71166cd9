"""How somebody takes part in a conversation, whatever they say: who opens, who talks more, whose turns are longer.

A recording gives this by voice and clock. Pitch is left out on purpose: it tells men from women, not doctors from
patients.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.weights import WeightsFolder
from domains.telemedicine.transcripts import Utterance

FOLDER = Path(__file__).parents[1] / "weights" / "roles"
NAMES = ("opens", "closes", "talk", "turn", "longest", "short")
WORDS_A_SECOND, SHORT, LEAST = 2.6, 1.5, 4
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Manner:
    """A linear model: ``weight`` ``(6,)`` over how one speaker differs from all others; positive for the doctor."""

    weight: Array

    def log_odds(self, said: Sequence[Utterance]) -> dict[str, float]:
        """Log-odds of the doctor for each speaker; nothing where there is too little to go by."""
        return {label: float(row @ self.weight) for label, row in rows(said).items()}


@cache
def shipped(folder: Path = FOLDER) -> Manner:
    """The model in a weights folder.

    Raises:
        WeightsError: a file is absent or altered.
    """
    return Manner(np.asarray(WeightsFolder(folder).tensors("manner.safetensors")["weight"], np.float64))


def rows(said: Sequence[Utterance]) -> dict[str, Array]:
    """Speaker to ``(6,)``; empty for one speaker, or fewer than four turns."""
    turns = _turns(said)
    people = list(dict.fromkeys(who for who, _ in turns))
    if len(people) < 2 or len(turns) < LEAST:
        return {}
    return {label: _row(label, turns) for label in people}


def _turns(said: Sequence[Utterance]) -> list[tuple[str, float]]:
    """Who, and for how many seconds, utterances in a row taken together; by the words where no clock ran."""
    spoken = [(one.speaker, _seconds(one)) for one in said if one.speaker and one.text and one.kind == "speech"]
    return [(who, sum(seconds for _, seconds in same)) for who, same in groupby(spoken, key=lambda one: one[0])]


def _seconds(one: Utterance) -> float:
    if one.start is not None and one.end is not None and one.end > one.start:
        return one.end - one.start
    return len(one.text.split()) / WORDS_A_SECOND


def _row(label: str, turns: Sequence[tuple[str, float]]) -> Array:
    own = np.array([seconds for who, seconds in turns if who == label])
    rest = np.array([seconds for who, seconds in turns if who != label])
    ends = [float(turns[at][0] == label) * 2 - 1 for at in (0, -1)]
    sizes = [np.log(measure(own) / measure(rest)) for measure in (_total, np.mean, np.max)]
    return np.array([*ends, *sizes, float(np.mean(own < SHORT) - np.mean(rest < SHORT))])


def _total(seconds: Array) -> float:
    return float(seconds.sum())
