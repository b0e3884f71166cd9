"""Late fusion: calibrated experts add up as log-odds, with weights of their own for every set of experts that spoke."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.fusion.described import described
from core.fusion.fuser import AdditiveFuser, Fused, Fuser, Voice, pattern_of
from core.fusion.pool import Usual
from core.fusion.stage import AdditiveStage, ExclusiveStage, said_of, vectors_of
from core.recipe import FusionRecipe
from core.weights import WeightsFolder


def open_late(folder: WeightsFolder, about: FusionRecipe, labels: tuple[str, ...]) -> Fuser:
    """The late fuser of a recipe; its file says whether exactly one of the labels holds.

    Raises:
        WeightsError: the file is altered, absent, of another shape, or was fitted on other weights.
    """
    return described(folder, about.weights, "a late fuser", late_from)


def late_from(content: Mapping[str, Any]) -> Fuser:
    """From the parsed file."""
    if content.get("exclusive", False):
        return ExclusiveLateFuser(content["priors"], content["patterns"], content["usual"])
    return LateFuser(content["priors"], content["patterns"], content["addends"])


class LateFuser(AdditiveFuser):
    """Adds ``slope * statement + offset`` of each role, both fitted for the pattern of roles that are present.

    An absent role adds nothing, because the parameters of its pattern were fitted without it: absence is never read as
    a statement of zero. Roles whose statements are likelihood ratios measured on other people (``addends``) come on top
    with one shrinking slope, as independence given the label would have it.

    Args:
        priors: Label to log-odds before anything was read.
        patterns: ``"image+record"`` to label to role to ``{"slope", "offset"}``.
        addends: Role to slope.
    """

    def __init__(
        self, priors: Mapping[str, float], patterns: Mapping[str, Mapping[str, Any]], addends: Mapping[str, float]
    ) -> None:
        self._stage = AdditiveStage(priors, patterns)
        self._addends = dict(addends)
        self.priors = self._stage.priors
        self.labels = tuple(self.priors)

    @classmethod
    def load(cls, folder: WeightsFolder, name: str) -> LateFuser:
        """Read the fuser from its JSON file, and check that it was fitted on the weights beside it.

        Raises:
            WeightsError: the file is altered, absent, of another shape, or was fitted on other weights.
        """
        return described(folder, name, "a late fuser", lambda c: cls(c["priors"], c["patterns"], c["addends"]))

    def pattern(self, voices: Mapping[str, Voice]) -> str:
        """The jointly fitted roles that spoke."""
        return pattern_of(self._stage.roles & set(voices))

    def fuse(self, voices: Mapping[str, Voice]) -> dict[str, Fused]:
        """Add up what was said; roles that the fuser was not fitted for add nothing."""
        statements = {role: voice.log_odds for role, voice in voices.items()}
        pattern = self.pattern(voices)
        fused = {}
        for label, prior in self.priors.items():
            joint = self._stage.addends(pattern, label, statements)
            extra = {r: slope * said_of(label, r, statements) for r, slope in self._addends.items() if r in statements}
            fused[label] = Fused(prior, joint | extra, pattern)
        return fused

    def slope(self, pattern: str, label: str, role: str) -> float:
        """What a role's statement is multiplied by in this pattern; for sharing its contribution among its parts."""
        if role in self._addends:
            return float(self._addends[role])
        return self._stage.slope(pattern, label, role)


class ExclusiveLateFuser(Fuser):
    """Late fusion of labels of which exactly one holds; what each role did to the normalised whole is Shapley's share.

    Args:
        priors: Label to log-odds before anything was read.
        patterns: As :class:`core.fusion.stage.ExclusiveStage` takes them.
        usual: The same.
    """

    def __init__(self, priors: Mapping[str, float], patterns: Mapping[str, Mapping[str, Any]], usual: Usual) -> None:
        self._stage = ExclusiveStage(priors, patterns, usual)
        self.labels = tuple(self._stage.priors)
        self.inputs = self._stage.inputs

    def pattern(self, voices: Mapping[str, Voice]) -> str:
        """The jointly fitted roles that spoke."""
        return pattern_of(self._stage.roles & set(voices))

    def logits(self, voices: Mapping[str, Voice]) -> dict[str, float]:
        """Log-odds of each label against the others."""
        statements = {role: voice.log_odds for role, voice in voices.items()}
        return self._stage.logits(self.pattern(voices), statements, vectors_of(voices))
