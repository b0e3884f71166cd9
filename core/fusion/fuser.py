"""What every fuser is: the voices of the roles that are present in, log-odds of each label out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

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
        return self.prior + sum(self.contributions.values())


class Fuser(ABC):
    """Joins voices; a role that is absent is not in the mapping, and is never read as a statement of zero.

    Attributes:
        labels: What it speaks of.
    """

    labels: tuple[str, ...]

    @abstractmethod
    def logits(self, voices: Mapping[str, Voice]) -> dict[str, float]:
        """Calibrated log-odds of each label from the roles present; with no role at all, the prior.

        Must depend on nothing but the voices given, so that asking for every subset of them explains the whole.
        """

    def pattern(self, voices: Mapping[str, Voice]) -> str:
        """Under which name this set of roles was certified; roles that were not fitted are left out."""
        return "+".join(sorted(voices))


class AdditiveFuser(Fuser):
    """A fuser whose logit is a sum with one addend for each role, so that it explains itself."""

    @abstractmethod
    def fuse(self, voices: Mapping[str, Voice]) -> dict[str, Fused]:
        """Each label with its exact addends."""

    def logits(self, voices: Mapping[str, Voice]) -> dict[str, float]:
        """The sums."""
        return {label: fused.logit for label, fused in self.fuse(voices).items()}
