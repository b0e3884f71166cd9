"""Hybrid fusion: a cross-modal expert beside the unimodal ones, all weighed by the late stage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core.fusion.described import described
from core.fusion.early import joined_from
from core.fusion.fuser import Fused, Fuser, PartlyAdditiveFuser, Voice, pattern_of
from core.fusion.joint import JOINT, JointExpert
from core.fusion.stage import AdditiveStage, ExclusiveStage, Stage, Statements, vectors_of
from core.recipe import FusionRecipe
from core.weights import WeightsFolder


def open_hybrid(folder: WeightsFolder, about: FusionRecipe, labels: tuple[str, ...]) -> Fuser:
    """The hybrid fuser of a recipe; its file says whether exactly one of the labels holds.

    Raises:
        WeightsError: a file is altered, absent, of another shape, or was fitted on other weights.
    """
    return described(folder, about.weights, "a hybrid fuser", lambda content: hybrid_from(content, folder))


def hybrid_from(content: Mapping[str, Any], folder: WeightsFolder) -> Fuser:
    """From the parsed file and the network beside it."""
    return hybrid(*joined_from(content, folder))


def hybrid(expert: JointExpert, stage: Stage) -> Fuser:
    """The fuser of a joint expert and the stage that was fitted on it and the unimodal experts."""
    if isinstance(stage, AdditiveStage):
        return HybridFuser(expert, stage)
    assert isinstance(stage, ExclusiveStage)  # noqa: S101 - there are two
    return ExclusiveHybridFuser(expert, stage)


class HybridFuser(PartlyAdditiveFuser):
    """``prior + sum(slope * statement + offset)`` of the unimodal experts and the joint one.

    Args:
        expert: The joint expert.
        stage: Patterns name the roles that are present; the joint expert speaks in each of them.
    """

    def __init__(self, expert: JointExpert, stage: AdditiveStage) -> None:
        self.labels = expert.labels
        self.inputs = expert.inputs
        self._expert = expert
        self._stage = stage

    def pattern(self, voices: Mapping[str, Voice]) -> str:
        """The roles that spoke and that it was fitted on."""
        return pattern_of(self._stage.roles & set(voices))

    def addends(self, voices: Mapping[str, Voice]) -> dict[str, Fused]:
        """What each unimodal expert adds."""
        fused = self._stage.fuse(self.pattern(voices), _statements(voices, dict.fromkeys(self.labels, 0.0)))
        return {
            label: Fused(one.prior, {r: v for r, v in one.contributions.items() if r != JOINT}, one.pattern)
            for label, one in fused.items()
        }

    def together(self, voices: Mapping[str, Voice], heard: Iterable[str]) -> dict[str, float]:
        """What the joint expert adds in the pattern of ``voices``, having heard some of them.

        Having heard nothing it adds what it would for a statement of the prior.
        """
        pattern = self.pattern(voices)
        if not self._stage.hears(pattern, JOINT):
            return dict.fromkeys(self.labels, 0.0)
        some = {role: voices[role] for role in heard if role in self._expert.roles}
        said = self._expert.state(some) if some else self._stage.priors
        slope, offset = self._stage.slope, self._stage.offset
        return {
            label: slope(pattern, label, JOINT) * said[label] + offset(pattern, label, JOINT) for label in self.labels
        }


class ExclusiveHybridFuser(Fuser):
    """The same for labels of which exactly one holds: normalised, and explained by Shapley's shares of the whole.

    Args:
        expert: The joint expert.
        stage: Patterns name the roles that are present.
    """

    def __init__(self, expert: JointExpert, stage: ExclusiveStage) -> None:
        self.labels = expert.labels
        self.inputs = tuple(dict.fromkeys((*expert.inputs, *stage.inputs)))
        self._expert = expert
        self._stage = stage

    def pattern(self, voices: Mapping[str, Voice]) -> str:
        """The roles that spoke and that it was fitted on."""
        return pattern_of(self._stage.roles & set(voices))

    def logits(self, voices: Mapping[str, Voice]) -> dict[str, float]:
        """Log-odds of each label against the others."""
        pattern = self.pattern(voices)
        said = self._expert.state(voices) if self._stage.hears(pattern, JOINT) else {}
        return self._stage.logits(pattern, _statements(voices, said), vectors_of(voices))


def _statements(voices: Mapping[str, Voice], joint: Mapping[str, float]) -> Statements:
    return {role: voice.log_odds for role, voice in voices.items()} | {JOINT: joint}
