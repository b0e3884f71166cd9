"""Diarization error rate (NIST Rich Transcription, 2009), with its three parts apart.

Time is counted in steps of 10 ms. Around every true start and end a collar is not counted. Speakers are matched one to
one so that the most time agrees; where two speak at once, two must be named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

STEP, COLLAR = 0.01, 0.25
Turn = tuple[float, float, str]
Table = NDArray[np.bool_]


@dataclass(frozen=True)
class Errors:
    """Seconds.

    Attributes:
        speech: True speech, two who speak at once twice.
        missed: Of it nobody, or too few, were named.
        alarm: More were named than spoke.
        confused: Somebody else was named.
    """

    speech: float
    missed: float
    alarm: float
    confused: float

    @property
    def rate(self) -> float:
        """Diarization error rate."""
        return (self.missed + self.alarm + self.confused) / max(self.speech, 1e-9)

    def __add__(self, other: Errors) -> Errors:
        return Errors(
            self.speech + other.speech,
            self.missed + other.missed,
            self.alarm + other.alarm,
            self.confused + other.confused,
        )


NONE = Errors(0.0, 0.0, 0.0, 0.0)


def errors(truth: Sequence[Turn], told: Sequence[Turn], collar: float = COLLAR) -> Errors:
    """What is wrong with told turns."""
    steps = round(max([end for _, end, _ in (*truth, *told)], default=0.0) / STEP) + 1
    counted = ~near(truth, steps, collar)
    real, said = table(truth, steps)[:, counted], table(told, steps)[:, counted]
    right = matched(real, said)
    spoke, named = real.sum(0), said.sum(0)
    missed, alarm = np.maximum(spoke - named, 0).sum(), np.maximum(named - spoke, 0).sum()
    confused = np.minimum(spoke, named).sum() - right
    return Errors(float(spoke.sum() * STEP), float(missed * STEP), float(alarm * STEP), float(confused * STEP))


def table(turns: Sequence[Turn], steps: int) -> Table:
    """``(speakers, steps)``: who speaks when."""
    names = sorted({who for _, _, who in turns})
    out = np.zeros((len(names), steps), bool)
    for start, end, who in turns:
        out[names.index(who), round(start / STEP) : round(end / STEP)] = True
    return out


def near(turns: Sequence[Turn], steps: int, collar: float) -> NDArray[np.bool_]:
    """``(steps,)``: within the collar of a start or an end."""
    out = np.zeros(steps, bool)
    for edge in (edge for start, end, _ in turns for edge in (start, end)):
        out[max(round((edge - collar) / STEP), 0) : round((edge + collar) / STEP)] = collar > 0
    return out


def matched(real: Table, said: Table) -> int:
    """Steps on which the best one-to-one matching of speakers agrees."""
    agree = (real[:, None] & said[None]).sum(-1)
    wide = agree if agree.shape[0] <= agree.shape[1] else agree.T
    rows, columns = wide.shape
    return int(
        max((wide[np.arange(rows), list(order)].sum() for order in permutations(range(columns), rows)), default=0)
    )
