"""A recipe with its weights loaded: the one door that a domain needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from core.case import Case
from core.certainty.certificate import Certificate
from core.certainty.local import LocalCalibration
from core.certainty.operating import open_point
from core.evidence.alone import alone
from core.evidence.decompose import decompose, slope
from core.evidence.scaled import every_pattern, factor, scaled
from core.evidence.statement import Statement, nowhere
from core.evidence.voice import voice_of
from core.evidence.witnesses import Witness, facts_of, open_witness
from core.finding import Evidence, Finding, Reading, Refusal, State
from core.fusion.catalogue import FUSERS
from core.fusion.fuser import Fused, Fuser, Voice, pattern_of
from core.intake.refusal import Refused
from core.parts import PartError
from core.recipe import Recipe, RecipeError
from core.weights import WeightsFolder

Statements = Mapping[str, Statement]
Voices = Mapping[str, Voice]
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
        error_rate: Another operating point than the recipe's.
        local: A house's own calibration.
    """

    def __init__(
        self,
        recipe: Recipe,
        folder: WeightsFolder,
        error_rate: float | None = None,
        local: LocalCalibration | None = None,
    ) -> None:
        self.recipe = recipe
        self.weights_digest = folder.digest
        self._witnesses = {role: open_witness(about, folder) for role, about in recipe.experts.items()}
        self._fuser = open_fuser(recipe, folder)
        _require_fit(recipe, self._fuser, self._witnesses)
        self._point = open_point(recipe.certainty, folder, error_rate, local)
        asked = recipe.certainty
        self._shipped = Certificate.load(folder, asked.weights, asked.error_rate, asked.minimum_positives)

    @classmethod
    def load(
        cls, recipe: Recipe, folder: Path, error_rate: float | None = None, local: LocalCalibration | None = None
    ) -> Reader:
        """Open the weights behind their manifest.

        Args:
            recipe: Labels, experts, fusion and certainty.
            folder: Where the weights lie.
            error_rate: Another operating point than the recipe's.
            local: A house's own calibration; it takes the place of the thresholds that came with the weights.

        Raises:
            RecipeError: the recipe names an encoder, expert or fuser that there is not, or that do not fit each other.
            WeightsError: a file is absent, altered, or belongs to other weights.
        """
        return cls(recipe, WeightsFolder(folder), error_rate, local)

    def read(self, case: Case, places: bool = True) -> Reading:
        """Findings of a case in the recipe's order; a signal that cannot be read is refused and the rest go on.

        A case of which nothing could be read has no findings, and a notice that says so.

        Args:
            case: What there is.
            places: Whether the evidence says where it lies, and heat maps are made; where nobody looks at them they
                only cost time.
        """
        statements, voices, refused = self._hear(case)
        if not statements:
            return Reading(
                (), tuple(refused), self.weights_digest, notices=(NOTHING_READ,), operating_point=self._point.about
            )
        fused = decompose(self._fuser, voices)
        notices = _notices(fused, statements, self._point.is_local) + self._point.notices
        fused = scaled(fused, self._point.scaling)
        said = statements if places else {role: _placeless(one) for role, one in statements.items()}
        findings = tuple(self._finding(label, fused[label], said, voices) for label in self.recipe.labels)
        heatmaps, about = self._heatmaps(said), self._point.about
        by_itself = alone(self._fuser, voices, self._shipped)
        return Reading(findings, tuple(refused), self.weights_digest, heatmaps, notices, about, by_itself)

    def side(self, role: str) -> int | None:
        """Of the square to which a role's picture may come averaged, and is read alike; None where it must come whole.

        For readings without places: regions are told in pixels of the film as it came.
        """
        return getattr(self._witnesses.get(role), "side", None)

    def patterns(self, case: Case) -> tuple[dict[str, dict[str, Fused]], tuple[Refusal, ...]]:
        """What fusion says of a case for every set of the roles that could be heard, before any scaling or threshold.

        For calibration: ``"image+record"`` to label to its sum, empty where nothing could be read; and what could not.
        """
        _, voices, refused = self._hear(case)
        return every_pattern(self._fuser, voices), tuple(refused)

    def _hear(self, case: Case) -> tuple[dict[str, Statement], dict[str, Voice], list[Refusal]]:
        """Every role that the recipe knows and the case has."""
        known, refused = facts_of(case), []
        statements: dict[str, Statement] = {}
        voices: dict[str, Voice] = {}
        for role, witness in self._witnesses.items():
            if role not in case.signals:
                continue
            try:
                statement = witness(case.signals[role], known)
                voices[role] = voice_of(statement)
                statements[role] = statement
            except Refused as error:
                refused.append(Refusal(role, error.code, error.sentence))
        return statements, voices, refused

    def _finding(self, label: str, fused: Fused, statements: Statements, voices: Voices) -> Finding:
        """A label's sum with the evidence behind each addend, the strongest first."""
        evidence = [
            self._evidence(label, role, statements[role], voices, contribution)
            for role, contribution in fused.contributions.items()
        ]
        evidence.sort(key=lambda e: -abs(e.log_odds))
        return Finding(label, fused.prior, tuple(evidence), self._state(label, fused))

    def _evidence(self, label: str, role: str, statement: Statement, voices: Voices, contribution: float) -> Evidence:
        share = slope(self._fuser, voices, label, role) * factor(self._point.scaling, label)
        return Evidence(role, statement.modality, contribution, statement.where(label, share, contribution))

    def _state(self, label: str, fused: Fused) -> State:
        pattern = pattern_of(fused.contributions) if self._point.is_local else fused.pattern
        return self._point.certificate.state(pattern, label, fused.logit)

    def _heatmaps(self, statements: Statements) -> dict[str, NDArray[np.floating[Any]]]:
        return {
            label: heatmap
            for statement in statements.values()
            for label, heatmap in statement.heatmaps.items()
            if label in self.recipe.labels
        }


def _placeless(statement: Statement) -> Statement:
    return replace(statement, where=nowhere, heatmaps={})


def open_fuser(recipe: Recipe, folder: WeightsFolder) -> Fuser:
    """The fuser that the recipe names, with its weights loaded.

    Raises:
        RecipeError: there is no fuser of that name, or it speaks of other labels.
        WeightsError: its weights are absent, altered, or belong to others.
    """
    try:
        opener = cast(Any, FUSERS.open(recipe.fusion.kind))
    except PartError as error:
        raise RecipeError(f"The key 'fusion.kind': {error}") from error
    fuser: Fuser = opener(folder, recipe.fusion, recipe.labels)
    for label in recipe.labels:
        if label not in fuser.labels:
            raise RecipeError(
                f"The key 'labels' names '{label}', of which the fuser '{recipe.fusion.kind}' says nothing."
            )
    return fuser


def _require_fit(recipe: Recipe, fuser: Fuser, witnesses: Mapping[str, Witness]) -> None:
    """What the fuser takes of each role is what its encoder gives.

    Raises:
        RecipeError: it is not; the sentence names the role and both widths.
    """
    for one in fuser.inputs:
        if one.role not in witnesses or one.kind == "statements":
            continue
        width = getattr(witnesses[one.role], "widths", {}).get(one.kind)
        if width != one.width:
            gives = "gives none" if width is None else f"is {width} wide"
            raise RecipeError(
                f"The fuser was trained on a {one.kind} of '{one.role}' that is {one.width} wide; that of the encoder "
                f"'{recipe.experts[one.role].encoder}' {gives}: name the encoder that it was trained with."
            )


def _notices(fused: Mapping[str, Fused], statements: Statements, is_local: bool) -> tuple[str, ...]:
    """What the witnesses want said, who was not heard, and where the certificate of the weights ends."""
    said = [notice for statement in statements.values() for notice in statement.notices]
    heard = {role for one in fused.values() for role in one.contributions}
    said += [
        f"The {role} was read, but these findings were not fitted with it."
        for role in sorted(statements.keys() - heard)
    ]
    beyond = any(one.pattern and len(one.contributions) > len(one.pattern.split("+")) for one in fused.values())
    return (*said, BEYOND_CERTIFICATE) if beyond and not is_local else tuple(said)
