"""Early fusion: the tokens of all roles through one transformer, calibrated for every pattern of presence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.fusion.described import described
from core.fusion.fuser import Fuser, Voice, pattern_of
from core.fusion.joint import JOINT, JointExpert, network_from
from core.fusion.stage import Stage, stage_from
from core.recipe import FusionRecipe
from core.weights import WeightsFolder


def open_early(folder: WeightsFolder, about: FusionRecipe, labels: tuple[str, ...]) -> Fuser:
    """The early fuser of a recipe: its description, and the network that the description names.

    Raises:
        WeightsError: a file is altered, absent, of another shape, or was fitted on other weights.
    """
    return described(folder, about.weights, "an early fuser", lambda content: EarlyFuser(*joined_from(content, folder)))


def joined_from(content: Mapping[str, Any], folder: WeightsFolder) -> tuple[JointExpert, Stage]:
    """The joint expert and the stage behind it, as early and hybrid fusers keep them in one file."""
    file = str(content["network"])
    network = network_from(content, folder.tensors(file), file)
    stage = stage_from(content)
    return JointExpert(network, tuple(stage.priors), bool(content.get("exclusive", False))), stage


class EarlyFuser(Fuser):
    """What the joint expert states, with the slope and offset of the pattern of roles that it heard.

    With nothing present it states the prior: the network is not asked.

    Args:
        expert: The network.
        stage: Calibration for each pattern, of one expert named ``joint``; patterns name the roles that are present.
    """

    def __init__(self, expert: JointExpert, stage: Stage) -> None:
        self.labels = expert.labels
        self.inputs = expert.inputs
        self._expert = expert
        self._stage = stage

    def pattern(self, voices: Mapping[str, Voice]) -> str:
        """The roles that spoke and that it was trained on."""
        return pattern_of(self._stage.roles & set(voices))

    def logits(self, voices: Mapping[str, Voice]) -> dict[str, float]:
        """Calibrated log-odds of each label."""
        pattern = self.pattern(voices)
        return self._stage.logits(pattern, {JOINT: self._expert.state(voices)} if pattern else {})
