"""The late stage: how statements are weighed and added, by parameters of their own for every pattern of roles."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from itertools import combinations
from typing import Any

import numpy as np

from core.fusion.exclusive import doubt, log_probabilities, one_against_rest
from core.fusion.fuser import Fused, pattern_of

Statements = Mapping[str, Mapping[str, float]]
"""Role to label to log-odds."""


class Stage(ABC):
    """Statements of the roles present in, log-odds out.

    An absent role adds nothing, because the parameters of its pattern were fitted without it.

    Attributes:
        priors: Label to log-odds before anything was read.
        roles: Those whose joint behaviour was fitted.
    """

    def __init__(self, priors: Mapping[str, float], patterns: Mapping[str, Mapping[str, Any]]) -> None:
        self.priors = {label: float(value) for label, value in priors.items()}
        self.roles = frozenset(role for pattern in patterns for role in pattern.split("+"))
        self._patterns = patterns
        for size in range(1, len(self.roles) + 1):
            for roles in combinations(sorted(self.roles), size):
                if not isinstance(patterns[pattern_of(roles)], Mapping):
                    raise TypeError(f"{pattern_of(roles)} has no parameters.")

    def hears(self, pattern: str, role: str) -> bool:
        """Whether a role's statements are weighed in this pattern."""
        return bool(pattern) and role in self._weighed(pattern)

    @abstractmethod
    def _weighed(self, pattern: str) -> Mapping[str, Any]:
        """Role to its parameters, of some label."""

    @abstractmethod
    def logits(self, pattern: str, statements: Statements) -> dict[str, float]:
        """Log-odds of each label; the prior where the pattern is empty."""


class AdditiveStage(Stage):
    """``prior + sum(slope * statement + offset)`` for each label: labels that hold independently of each other.

    Args:
        priors: Label to log-odds.
        patterns: ``"image+record"`` to label to role to ``{"slope", "offset"}``.
    """

    def _weighed(self, pattern: str) -> Mapping[str, Any]:
        about: Mapping[str, Any] = self._patterns[pattern][next(iter(self.priors))]
        return about

    def addends(self, pattern: str, label: str, statements: Statements) -> dict[str, float]:
        """Role to its addend.

        Raises:
            ValueError: a role says nothing of the label.
        """
        fitted = self._patterns[pattern][label] if pattern else {}
        return {
            role: about["slope"] * said_of(label, role, statements) + about["offset"] for role, about in fitted.items()
        }

    def fuse(self, pattern: str, statements: Statements) -> dict[str, Fused]:
        """Each label with its addends."""
        return {
            label: Fused(prior, self.addends(pattern, label, statements), pattern)
            for label, prior in self.priors.items()
        }

    def logits(self, pattern: str, statements: Statements) -> dict[str, float]:
        """The sums."""
        return {label: fused.logit for label, fused in self.fuse(pattern, statements).items()}

    def slope(self, pattern: str, label: str, role: str) -> float:
        """What a role's statement is multiplied by in this pattern."""
        return float(self._patterns[pattern][label][role]["slope"])

    def offset(self, pattern: str, label: str, role: str) -> float:
        """What is added beside a role's statement in this pattern."""
        return float(self._patterns[pattern][label][role]["offset"])


class ExclusiveStage(Stage):
    """A weighed sum of log-probabilities, normalised: labels of which exactly one holds.

    A role's weight depends on how much each role doubts (the entropy of what it says), so that one that has become
    unsure, from noise say, is heard less than one that has not.

    Args:
        priors: Label to log-odds.
        patterns: ``"image+sound"`` to ``{"roles": {role: {"slope", "gates": {role: …}}}, "offsets": {label: …}}``.
    """

    def _weighed(self, pattern: str) -> Mapping[str, Any]:
        about: Mapping[str, Any] = self._patterns[pattern]["roles"]
        return about

    def logits(self, pattern: str, statements: Statements) -> dict[str, float]:
        """Log-odds of each label against the others."""
        if not pattern:
            return dict(self.priors)
        fitted = self._patterns[pattern]
        said = {
            role: log_probabilities(np.array([said_of(label, role, statements) for label in self.priors]))
            for role in fitted["roles"]
        }
        doubts = {role: float(doubt(values)) for role, values in said.items()}
        scores = np.array([fitted["offsets"][label] for label in self.priors])
        for role, about in fitted["roles"].items():
            gate = math.fsum(weight * doubts[other] for other, weight in about["gates"].items())
            scores = scores + about["slope"] * math.exp(gate) * said[role]
        return {label: float(v) for label, v in zip(self.priors, one_against_rest(scores), strict=True)}


def stage_from(content: Mapping[str, Any]) -> Stage:
    """The stage that a file describes: exclusive where it says so."""
    kind = ExclusiveStage if content.get("exclusive", False) else AdditiveStage
    return kind(content["priors"], content["patterns"])


def said_of(label: str, role: str, statements: Statements) -> float:
    """What a role says of a label.

    Raises:
        ValueError: nothing.
    """
    try:
        return statements[role][label]
    except KeyError as error:
        raise ValueError(f"The expert of '{role}' says nothing of '{label}', and the fuser needs it.") from error
