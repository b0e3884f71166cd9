"""How likely a name was said where something else was written: a logistic regression on sound, doubt and context."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import log
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.weights import WeightsFolder
from domains.telemedicine.lexicon.common import heard as heard_in
from domains.telemedicine.lexicon.common import is_known
from domains.telemedicine.repair.context import after, before
from domains.telemedicine.repair.nearest import Match
from domains.telemedicine.repair.spans import Heard
from domains.telemedicine.wordstems import FUNCTION

FOLDER = Path(__file__).parents[1] / "weights" / "repair"
ELSEWHERE = 1.0
"""Log-odds for a name that the visit has elsewhere. Not fitted: single sentences were, which have no elsewhere."""
FEATURES = (
    "distance", "distance squared", "spelling", "next", "least sure", "mean sure", "unknown words", "all unknown",
    "rarest word", "words", "one word", "four words", "asked before", "allowed before", "dose after", "allowed after",
    "common", "usual", "brand", "short", "starts with a little word", "ends with a little word", "distance and short",
    "distance and asked", "doubt before", "doubt after",
)  # fmt: skip
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Model:
    """Weights of :data:`FEATURES`, the bias, and the probability from which a repair is made."""

    weight: Array
    bias: float
    threshold: float

    def probabilities(self, rows: Array) -> Array:
        """``(n,)`` for rows ``(n, features)``."""
        return np.asarray(1 / (1 + np.exp(-(rows @ self.weight + self.bias))), np.float64)


@cache
def shipped() -> Model:
    """The model of the package, checked against its manifest.

    Raises:
        WeightsError: the file is absent or altered.
    """
    told = json.loads(WeightsFolder(FOLDER).read("repair.json"))
    weight = np.array([told["weights"][name] for name in FEATURES], np.float64)
    return Model(weight, float(told["bias"]), float(told["threshold"]))


def rows(found: Sequence[Match], heard: Sequence[Heard | None]) -> Array:
    """``(n, features)``: what each match is judged by."""
    pairs = [(one, held) for one in found if (held := heard[one.span.number]) is not None]
    return np.array([_row(one, held) for one, held in pairs]).reshape(-1, len(FEATURES))


def _row(match: Match, heard: Heard) -> list[float]:
    from rapidfuzz.distance import Levenshtein

    span, entry = match.span, match.entry
    bare = heard.bare[span.first : span.stop]
    sure = [max(word.probability, 0.01) for word in heard.words[span.first : span.stop]]
    unknown = [not is_known(word) for word in bare]
    spelling = Levenshtein.normalized_distance("".join(bare), entry.name.replace(" ", ""))
    asked, allowed = before(heard.bare, span.first)
    dose, follows = after(heard.bare, span.stop)
    short = float(max(map(len, entry.sounds)) <= 5)
    size = span.stop - span.first
    return [
        match.far, match.far**2, spelling, min(match.next, 0.3), log(min(sure)), float(np.mean(np.log(sure))),
        sum(unknown) / size, float(all(unknown)), log(1 + min(heard_in(word) for word in bare)), size, float(size == 1),
        float(size == 4), asked, allowed, dose, follows, float(entry.band == 3), float(entry.band == 2),
        float(entry.brand), short, float(size > 1 and bare[0] in FUNCTION), float(size > 1 and bare[-1] in FUNCTION),
        match.far * short, match.far * max(asked, dose), _doubt(heard, span.first - 1), _doubt(heard, span.stop),
    ]  # fmt: skip


def _doubt(heard: Heard, at: int) -> float:
    """How unsure the recogniser was of a neighbour: a name may go on there."""
    if not 0 <= at < len(heard.words):
        return 0.0
    return -log(max(heard.words[at].probability, 0.05)) + 0.5 * (not is_known(heard.bare[at]))
