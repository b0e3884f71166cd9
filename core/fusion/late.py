"""Late fusion: calibrated experts add up as log-odds, with weights of their own for every set of experts that spoke."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.certainty.binding import require
from core.weights import WeightsError, WeightsFolder

Statements = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Fused:
    """One label's sum.

    Attributes:
        prior: Log-odds before anything was read.
        contributions: Role to its exact addend; only roles that spoke.
        pattern: The jointly fitted roles that spoke, sorted and joined by ``+``; empty where none did.
    """

    prior: float
    contributions: Mapping[str, float]
    pattern: str

    @property
    def logit(self) -> float:
        """The fused log-odds."""
        return self.prior + math.fsum(self.contributions.values())


class LateFuser:
    """Adds ``slope * statement + offset`` of each role, both fitted for the pattern of roles that are present.

    An absent role adds nothing, because the parameters of its pattern were fitted without it: absence is never read
    as a
    statement of zero. Roles whose statements are likelihood ratios measured on other people (``addends``) come on top
    with one shrinking slope, as independence given the label would have it.

    Args:
        priors: Label to log-odds before anything was read.
        patterns: ``"image+record"`` to label to role to ``{"slope", "offset"}``.
        addends: Role to slope.
    """

    def __init__(
        self, priors: Mapping[str, float], patterns: Mapping[str, Mapping[str, Any]], addends: Mapping[str, float]
    ) -> None:
        self.priors = priors
        self._patterns = patterns
        self._addends = addends

    @classmethod
    def load(cls, folder: WeightsFolder, name: str) -> LateFuser:
        """Read the fuser from its JSON file, and check that it was fitted on the weights beside it.

        Raises:
            WeightsError: the file is altered, absent, of another shape, or was fitted on other weights.
        """
        try:
            content = json.loads(folder.read(name))
            fuser, bound = cls(content["priors"], content["patterns"], content["addends"]), dict(content["bound_to"])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            if isinstance(error, WeightsError):
                raise
            raise WeightsError(f"{name} does not describe a late fuser.") from error
        require(folder, bound, name)
        return fuser

    def fuse(self, statements: Statements) -> dict[str, Fused]:
        """Add up what was said.

        Args:
            statements: Role to label to log-odds; a role that is absent or was refused is not in the mapping.
        """
        joint = "+".join(sorted(role for role in statements if role not in self._addends))
        return {label: self._one(label, prior, joint, statements) for label, prior in self.priors.items()}

    def _one(self, label: str, prior: float, joint: str, statements: Statements) -> Fused:
        fitted = self._patterns[joint][label] if joint else {}
        parts = {role: about["slope"] * statements[role][label] + about["offset"] for role, about in fitted.items()}
        extra = {role: slope * statements[role][label] for role, slope in self._addends.items() if role in statements}
        return Fused(prior, parts | extra, joint)

    def slope(self, pattern: str, label: str, role: str) -> float:
        """What a role's statement is multiplied by in this pattern; for sharing its contribution among its parts."""
        if role in self._addends:
            return float(self._addends[role])
        return float(self._patterns[pattern][label][role]["slope"])
