"""What every fuser is: the voices of the roles that are present in, log-odds of each label out."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Voice:
    """What one role brings to fusion.

    Attributes:
        log_odds: Label to the expert's statement; empty where the role has an encoder and no expert.
        vector: ``(width,)``: the embedding, where there is one.
        tokens: ``(n, token_width)``: the sequence, where there is one.
    """

    log_odds: Mapping[str, float]
    vector: Array | None = None
    tokens: Array | None = None


@dataclass(frozen=True)
class Fused:
    """One label after fusion; ``logit`` is ``prior`` plus the contributions, exactly.

    Attributes:
        prior: What is said before anything is read.
        contributions: Role to addend, only of roles that were present.
        pattern: The roles whose joint behaviour was fitted and certified; empty where nothing was.
    """

    prior: float
    contributions: Mapping[str, float]
    pattern: str

    @property
    def logit(self) -> float:
        """The fused log-odds."""
        return self.prior + math.fsum(self.contributions.values())


@dataclass(frozen=True)
class Input:
    """What a fuser takes of a role beside its statements.

    Attributes:
        role: Whose.
        kind: ``"vector"``, ``"tokens"``, or ``"statements"``: the log-odds of all labels as one token.
        width: Length of the vector, of each token, or the number of labels.
    """

    role: str
    kind: Literal["vector", "tokens", "statements"]
    width: int


class Fuser(ABC):
    """Joins voices; a role that is absent is not in the mapping, and is never read as a statement of zero.

    Attributes:
        labels: What it speaks of.
        inputs: What it must be given of a role that is present, beside its statements; compared with what the
            recipe's encoders give before anything is read.
    """

    labels: tuple[str, ...]
    inputs: tuple[Input, ...] = ()

    @abstractmethod
    def logits(self, voices: Mapping[str, Voice]) -> dict[str, float]:
        """Calibrated log-odds of each label from the roles present; with no role at all, the prior.

        Must depend on nothing but the voices given, so that asking for every subset of them explains the whole.
        """

    def pattern(self, voices: Mapping[str, Voice]) -> str:
        """Under which name this set of roles was certified; roles that were not fitted are left out."""
        return pattern_of(voices)


class AdditiveFuser(Fuser):
    """A fuser whose logit is a sum with one addend for each role, so that it explains itself."""

    @abstractmethod
    def fuse(self, voices: Mapping[str, Voice]) -> dict[str, Fused]:
        """Each label with its exact addends."""

    def logits(self, voices: Mapping[str, Voice]) -> dict[str, float]:
        """The sums."""
        return {label: fused.logit for label, fused in self.fuse(voices).items()}


class PartlyAdditiveFuser(Fuser):
    """A fuser with an exact addend for each role, and one more that the roles make together."""

    @abstractmethod
    def addends(self, voices: Mapping[str, Voice]) -> dict[str, Fused]:
        """Each label with the addends that belong to one role alone."""

    @abstractmethod
    def together(self, voices: Mapping[str, Voice], heard: Iterable[str]) -> dict[str, float]:
        """The common addend of each label as it stands for ``voices``, had the joint expert heard only some of them.

        Args:
            voices: All that is present; its pattern decides the weights.
            heard: The roles that the joint expert hears; with none, what belongs to no role.
        """

    def logits(self, voices: Mapping[str, Voice]) -> dict[str, float]:
        """The sums."""
        rest = self.together(voices, voices) if voices else {}
        return {label: fused.logit + rest.get(label, 0.0) for label, fused in self.addends(voices).items()}


def pattern_of(roles: Iterable[str]) -> str:
    """The name of a set of roles."""
    return "+".join(sorted(roles))
