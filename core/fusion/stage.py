"""The late stage: how statements are weighed and added, by parameters of their own for every pattern of roles."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from itertools import combinations
from typing import Any

import numpy as np

from core.fusion.fuser import Array, Fused, Input, Voice, pattern_of
from core.fusion.pool import Usual, weigh

Statements = Mapping[str, Mapping[str, float]]
"""Role to label to log-odds."""
Vectors = Mapping[str, Array | None]
NONE: Vectors = {}


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
    def logits(self, pattern: str, statements: Statements, vectors: Vectors = NONE) -> dict[str, float]:
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

    def logits(self, pattern: str, statements: Statements, vectors: Vectors = NONE) -> dict[str, float]:
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

    A role's weight depends on signs of how far each role can be trusted in this case (:mod:`core.fusion.pool`), so that
    one that has become noisy is heard less than one that has not.

    Args:
        priors: Label to log-odds.
        patterns: ``"image+sound"`` to what :func:`core.fusion.pool.weigh` takes.
        usual: Role to mean and scale of its vectors, where they are looked at.
    """

    def __init__(self, priors: Mapping[str, float], patterns: Mapping[str, Mapping[str, Any]], usual: Usual) -> None:
        super().__init__(priors, patterns)
        self.usual = usual

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The vectors that it looks at."""
        return tuple(Input(role, "vector", len(about["mean"])) for role, about in self.usual.items())

    def _weighed(self, pattern: str) -> Mapping[str, Any]:
        about: Mapping[str, Any] = self._patterns[pattern]["roles"]
        return about

    def logits(self, pattern: str, statements: Statements, vectors: Vectors = NONE) -> dict[str, float]:
        """Log-odds of each label against the others."""
        if not pattern:
            return dict(self.priors)
        said = {
            role: np.array([[said_of(label, role, statements) for label in self.priors]])
            for role in self._weighed(pattern)
        }
        seen = {role: np.atleast_2d(vector) for role, vector in vectors.items() if vector is not None}
        log_odds = weigh(self._patterns[pattern], tuple(self.priors), said, seen, self.usual)[0]
        return {label: float(value) for label, value in zip(self.priors, log_odds, strict=True)}


def stage_from(content: Mapping[str, Any]) -> Stage:
    """The stage that a file describes: exclusive where it says so."""
    if content.get("exclusive", False):
        return ExclusiveStage(content["priors"], content["patterns"], content["usual"])
    return AdditiveStage(content["priors"], content["patterns"])


def vectors_of(voices: Mapping[str, Voice]) -> Vectors:
    """Role to its vector, if it has one."""
    return {role: voice.vector for role, voice in voices.items()}


def said_of(label: str, role: str, statements: Statements) -> float:
    """What a role says of a label.

    Raises:
        ValueError: nothing.
    """
    try:
        return statements[role][label]
    except KeyError as error:
        raise ValueError(f"The expert of '{role}' says nothing of '{label}', and the fuser needs it.") from error
