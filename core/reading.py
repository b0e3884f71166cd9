"""A recipe with its weights loaded: the one door that a domain needs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.case import Case
from core.certainty.certificate import Certificate
from core.evidence.statement import Statement
from core.evidence.witnesses import facts_of, open_witness
from core.finding import Evidence, Finding, Reading, Refusal, State
from core.fusion.late import Fused, LateFuser
from core.intake.refusal import Refused
from core.recipe import Recipe
from core.weights import WeightsFolder

Statements = Mapping[str, Statement]
NOTHING_READ = "Nothing of this case could be read, so there are no findings."
BEYOND_CERTIFICATE = (
    "The note shifts these findings by likelihood ratios measured on other patients: "
    "the error rate behind their states was certified without a note."
)


class Reader:
    """Reads cases as the recipe says.

    Args:
        recipe: Labels, experts, fusion and certainty.
        folder: The sealed weights.
    """

    def __init__(self, recipe: Recipe, folder: WeightsFolder) -> None:
        self.recipe = recipe
        self.weights_digest = folder.digest
        self._witnesses = {role: open_witness(about, folder) for role, about in recipe.experts.items()}
        self._fuser = LateFuser.load(folder, recipe.fusion.weights)
        asked = recipe.certainty
        self._certificate = Certificate.load(folder, asked.weights, asked.error_rate, asked.minimum_positives)

    @classmethod
    def load(cls, recipe: Recipe, folder: Path) -> Reader:
        """Open the weights behind their manifest.

        Raises:
            RecipeError: the recipe names an encoder that there is not.
            WeightsError: a file is absent, altered, or belongs to other weights.
        """
        return cls(recipe, WeightsFolder(folder))

    def read(self, case: Case) -> Reading:
        """Findings of a case in the recipe's order; a signal that cannot be read is refused and the rest go on.

        A case of which nothing could be read has no findings, and a notice that says so.
        """
        statements, refused = self._hear(case)
        if not statements:
            return Reading((), tuple(refused), self.weights_digest, notices=(NOTHING_READ,))
        fused = self._fuser.fuse({role: statement.log_odds for role, statement in statements.items()})
        findings = tuple(self._finding(label, fused[label], statements) for label in self.recipe.labels)
        return Reading(
            findings, tuple(refused), self.weights_digest, self._heatmaps(statements), _notices(fused, statements)
        )

    def _hear(self, case: Case) -> tuple[dict[str, Statement], list[Refusal]]:
        """Every role that the recipe knows and the case has."""
        known, statements, refused = facts_of(case), {}, []
        for role, witness in self._witnesses.items():
            if role not in case.signals:
                continue
            try:
                statements[role] = witness(case.signals[role], known)
            except Refused as error:
                refused.append(Refusal(role, error.code, error.sentence))
        return statements, refused

    def _finding(self, label: str, fused: Fused, statements: Statements) -> Finding:
        """A label's sum with the evidence behind each addend, the strongest first."""
        evidence = [
            self._evidence(label, role, fused, statements[role], contribution)
            for role, contribution in fused.contributions.items()
        ]
        evidence.sort(key=lambda e: -abs(e.log_odds))
        return Finding(label, fused.prior, tuple(evidence), self._state(label, fused))

    def _evidence(self, label: str, role: str, fused: Fused, statement: Statement, contribution: float) -> Evidence:
        slope = self._fuser.slope(fused.pattern, label, role)
        return Evidence(role, statement.modality, contribution, statement.where(label, slope, contribution))

    def _state(self, label: str, fused: Fused) -> State:
        return self._certificate.state(fused.pattern, label, fused.logit)

    def _heatmaps(self, statements: Statements) -> dict[str, NDArray[np.floating[Any]]]:
        return {
            label: heatmap
            for statement in statements.values()
            for label, heatmap in statement.heatmaps.items()
            if label in self.recipe.labels
        }


def _notices(fused: Mapping[str, Fused], statements: Statements) -> tuple[str, ...]:
    """What the witnesses want said, and where the certificate ends."""
    said = tuple(notice for statement in statements.values() for notice in statement.notices)
    beyond = any(one.pattern and len(one.contributions) > len(one.pattern.split("+")) for one in fused.values())
    return (*said, BEYOND_CERTIFICATE) if beyond else said
