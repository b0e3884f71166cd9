"""Experts that a hospital brought itself, behind the guard of the shipped ones: no stranger's film reaches them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from core.case import Signal
from core.encoders.image import ImageExpert
from core.encoders.image_densenet import DenseExpert, admitted
from core.evidence.frontal import NAMES, Frontal
from core.evidence.linear import EncoderWitness, open_linear
from core.evidence.statement import Statement
from core.evidence.witnesses import ImageWitness, Witness
from core.recipe import ExpertRecipe, RecipeError
from core.weights import WeightsFolder

FILES = 5


def open_densenet(recipe: ExpertRecipe, folder: WeightsFolder) -> Witness:
    """DenseNet-121; its two files and the three of the network that guards it."""
    frontal = Frontal.of(recipe.options)
    return ImageWitness(DenseExpert.load(folder, recipe.weights), frontal.views, frontal.adult_age)


def open_guarded(recipe: ExpertRecipe, folder: WeightsFolder) -> Witness:
    """An encoder of pictures with a linear read-out; its two files and the three of the network that guards it.

    Raises:
        RecipeError: not five files are named, or there is no such encoder.
        WeightsError: a file is absent, altered, or does not fit.
    """
    if len(recipe.weights) != FILES:
        raise RecipeError("A guarded encoder takes five weights: its read-out, the labels, and the three of the guard.")
    own = {name: value for name, value in recipe.options.items() if name not in NAMES}
    inner = recipe.model_copy(update={"weights": recipe.weights[:2], "options": own})
    gate = ImageExpert.load(folder, recipe.weights[2:])
    return GuardedWitness(open_linear(inner, folder), gate, Frontal.of(recipe.options))


class GuardedWitness:
    """A witness that hears frontal films alone.

    Args:
        witness: Who speaks.
        gate: The network with the guard.
        frontal: Which films are heard.
    """

    def __init__(self, witness: EncoderWitness, gate: ImageExpert, frontal: Frontal) -> None:
        self._witness, self._gate, self._frontal = witness, gate, frontal

    def __call__(self, signal: Signal, record: Mapping[str, Any]) -> Statement:
        """Look at the film.

        Raises:
            Refused: it is another view, or not a film that the guard knows.
        """
        self._frontal.check(record)
        admitted(signal.content, self._gate)  # type: ignore[arg-type]
        statement = self._witness(signal, record)
        return replace(statement, notices=self._frontal.notices(record))
