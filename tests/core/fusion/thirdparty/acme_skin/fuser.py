"""A fuser of a third party: a finding is there unless every cause of it is absent (noisy-or; Pearl 1988)."""

import json
import math
from collections.abc import Mapping

from core.fusion.fuser import Fuser, Voice
from core.recipe import FusionRecipe
from core.weights import WeightsFolder


class NoisyOr(Fuser):
    """``1 - p = (1 - leak) * product(1 - p_role)`` over the roles that are present."""

    def __init__(self, leaks: Mapping[str, float]) -> None:
        self.leaks = leaks
        self.labels = tuple(leaks)

    def logits(self, voices: Mapping[str, Voice]) -> dict[str, float]:
        """An absent role leaves no factor behind."""
        return {label: self._one(label, leak, voices) for label, leak in self.leaks.items()}

    def _one(self, label: str, leak: float, voices: Mapping[str, Voice]) -> float:
        said = [voice.log_odds[label] for voice in voices.values()]
        free = math.log1p(-leak) - math.fsum(math.log1p(math.exp(value)) for value in said)
        return math.log(-math.expm1(free)) - free


def open_noisy_or(folder: WeightsFolder, about: FusionRecipe, labels: tuple[str, ...]) -> Fuser:
    """From a JSON file: label to the chance of the finding with nothing seen."""
    return NoisyOr(json.loads(folder.read(about.weights)))
