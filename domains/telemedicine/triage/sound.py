"""The sound expert: how breathless the patient sounds, and what that says of urgency, within bounds.

It states a likelihood ratio. If a share ``a`` of urgent and ``b`` of other patients is short of breath, and the sound
is ``r`` times as likely of one who is, it is ``(a r + 1 - a) / (b r + 1 - b)`` times as likely of an urgent one. The
shares are those of patients who say so in the corpora; ``r`` was measured on machines that speak as if breathless,
since no real recordings with labels may be used. A calm voice is no
reassurance: what would lower the level is left out.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.case import Modality, Signal
from core.evidence.statement import Statement, Where
from core.finding import Moment
from core.intake.refusal import Code, Refused
from core.recipe import ExpertRecipe
from core.weights import WeightsError, WeightsFolder
from domains.telemedicine.triage.breath import MEASURES, Run

MOST = 1.5
SHOWN = 3


@dataclass(frozen=True)
class Model:
    """Breathless against calm, and what it means.

    Attributes:
        weight: Of each measure.
        bias: Log likelihood ratio where all measures are 0.
        shares: Label to the share of the short of breath with it and without it.
    """

    weight: Mapping[str, float]
    bias: float
    shares: Mapping[str, tuple[float, float]]

    def breathless(self, measures: Mapping[str, float]) -> float:
        """Log likelihood ratio of a breathless speaker against a calm one."""
        return self.bias + sum(self.weight[name] * measures[name] for name in MEASURES)

    def statements(self, measures: Mapping[str, float]) -> dict[str, float]:
        """Label to log likelihood ratio, 0 to 1.5."""
        ratio = math.exp(min(self.breathless(measures), 20.0))
        told = {}
        for label, (with_it, without) in self.shares.items():
            said = math.log((with_it * ratio + 1 - with_it) / (without * ratio + 1 - without))
            told[label] = min(max(said, 0.0), MOST)
        return told


class SoundWitness:
    """Hears the measures of the patient's speech; its facts hold the ``runs`` between pauses."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def __call__(self, signal: Signal, record: Mapping[str, Any]) -> Statement:
        """State what the sound says.

        Raises:
            Refused: a measure is missing.
        """
        measures = signal.content
        if not isinstance(measures, Mapping) or not all(name in measures for name in MEASURES):
            raise Refused(Code.NO_SOUND, "The speech was not measured, so the sound was left out.")
        told = self._model.statements({name: float(measures[name]) for name in MEASURES})

        def where(label: str, _slope: float, contribution: float) -> Where:
            return moments(signal.facts["runs"]) if contribution > 0 else ()

        return Statement(Modality.AUDIO, told, where)


def moments(runs: Sequence[Run]) -> tuple[Moment, ...]:
    """The stretches of three runs in one turn that hold the fewest words, in the order of their shortness."""
    three = [runs[at : at + 3] for at in range(len(runs) - 2) if runs[at].turn == runs[at + 2].turn]
    found: list[Moment] = []
    for some in sorted(three, key=lambda some: sum(len(run.words) for run in some)):
        start, end = some[0].start, some[-1].end
        if len(found) < SHOWN and all(end <= one.start or start >= one.end for one in found):
            found.append(Moment(start, end, 1.0 / SHOWN))
    return tuple(found)


def open_sound(recipe: ExpertRecipe, folder: WeightsFolder) -> SoundWitness:
    """What the recipe names.

    Raises:
        WeightsError: the weights are absent, altered or of another shape.
    """
    try:
        held = json.loads(folder.read(recipe.weights[0]))
        shares = {label: (float(one[0]), float(one[1])) for label, one in held["shares"].items()}
        weight = {name: float(held["weight"][name]) for name in MEASURES}
        return SoundWitness(Model(weight, float(held["bias"]), shares))
    except (ValueError, KeyError, TypeError, IndexError) as error:
        if isinstance(error, WeightsError):
            raise
        raise WeightsError(f"{recipe.weights[0]} does not describe how breath sounds.") from error
