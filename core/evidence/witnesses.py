"""Each encoder as a witness: it hears a signal and states log-odds with their evidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from core.case import Case, Modality, Signal
from core.encoders.catalogue import ENCODERS
from core.encoders.image import ImageExpert, Looking
from core.encoders.likelihood import LikelihoodExpert
from core.encoders.table import RecordExpert
from core.encoders.vocabulary import Vocabulary
from core.evidence import contribution
from core.evidence.catalogue import EXPERTS
from core.evidence.frontal import Frontal
from core.evidence.saliency import heat, regions
from core.evidence.statement import Statement, Where
from core.finding import Region
from core.intake.refusal import Refused
from core.parts import PartError
from core.recipe import ExpertRecipe, RecipeError
from core.weights import WeightsFolder

Witness = Callable[[Signal, Mapping[str, Any]], Statement]
"""Hears a signal, knowing what the case's record says of it; raises :class:`Refused`."""


Opener = Callable[[ExpertRecipe, WeightsFolder], Witness]


def open_witness(recipe: ExpertRecipe, folder: WeightsFolder) -> Witness:
    """The witness that the recipe names, with its weights loaded.

    Raises:
        RecipeError: there is no encoder of that name.
        WeightsError: its weights are absent, altered or do not fit.
    """
    name = recipe.expert or (recipe.encoder if recipe.encoder in EXPERTS.parts else _reading_out(recipe))
    try:
        opener = cast(Opener, EXPERTS.open(name))
    except PartError as error:
        raise RecipeError(str(error)) from error
    return opener(recipe, folder)


def _reading_out(recipe: ExpertRecipe) -> str:
    """What stands behind an encoder that is no expert by itself.

    Raises:
        RecipeError: there is no encoder of that name.
    """
    if recipe.encoder not in ENCODERS.parts and ":" not in recipe.encoder:
        known = ", ".join(sorted({*EXPERTS.parts, *ENCODERS.parts} - {"linear", "embedding", "guarded"}))
        raise RecipeError(f"There is no encoder '{recipe.encoder}'; there are {known}.")
    return "linear" if recipe.weights else "embedding"


class ImageWitness:
    """Films of the views that the expert was trained on.

    Args:
        expert: Who looks.
        views: Views that it knows; a film said to be another is refused.
        adult_age: Years below which the findings carry a warning.

    Attributes:
        side: Of the square that the expert averages a film to before anything else; None where it does not.
    """

    def __init__(self, expert: Looking, views: tuple[str, ...], adult_age: float) -> None:
        self._expert = expert
        self._frontal = Frontal(views, adult_age)
        self.side: int | None = getattr(expert, "side", None)

    @classmethod
    def open(cls, recipe: ExpertRecipe, folder: WeightsFolder) -> ImageWitness:
        """From the recipe's ``views`` ("PA AP") and ``adult_age`` (years)."""
        frontal = Frontal.of(recipe.options)
        return cls(ImageExpert.load(folder, recipe.weights), frontal.views, frontal.adult_age)

    def __call__(self, signal: Signal, record: Mapping[str, Any]) -> Statement:
        """Look at the film."""
        self._frontal.check(record)
        look = self._expert.look(signal.content)  # type: ignore[arg-type]
        rows, columns = signal.content.shape  # type: ignore[union-attr]
        maps = {label: heat(activation) for label, activation in look.maps.items()}
        located: dict[str, tuple[Region, ...]] = {}

        def where(label: str, _slope: float, _contribution: float) -> Where:
            return located.setdefault(label, regions(maps[label], rows, columns))

        return Statement(Modality.IMAGE, look.log_odds, where, maps, self._frontal.notices(record))


class NoteWitness:
    """Free text known before the reading."""

    def __init__(self, expert: LikelihoodExpert) -> None:
        self._expert = expert

    @classmethod
    def open(cls, recipe: ExpertRecipe, folder: WeightsFolder) -> NoteWitness:
        """From the recipe's ``vocabulary``, a path relative to the weights folder."""
        vocabulary = Vocabulary.load((folder.folder / str(recipe.options["vocabulary"])).read_bytes())
        return cls(LikelihoodExpert.load(folder.read(recipe.weights[0]), vocabulary))

    def __call__(self, signal: Signal, record: Mapping[str, Any]) -> Statement:
        """Read the note."""
        study = self._expert.study(str(signal.content))
        log_odds = {label: value for label, (value, _) in study.contributions.items()}

        def where(label: str, _slope: float, _contribution: float) -> Where:
            return study.contributions[label][1]

        return Statement(Modality.TEXT, log_odds, where, notices=study.notices)


class RecordWitness:
    """Columns of the patient's record."""

    def __init__(self, expert: RecordExpert) -> None:
        self._expert = expert

    @classmethod
    def open(cls, recipe: ExpertRecipe, folder: WeightsFolder) -> RecordWitness:
        """From the recipe's one weights file."""
        return cls(RecordExpert.load(folder, recipe.weights[0]))

    def __call__(self, signal: Signal, record: Mapping[str, Any]) -> Statement:
        """Read the record.

        Raises:
            Refused: it has no column that the expert knows.
        """
        tallies = self._expert.read(signal.content)  # type: ignore[arg-type]
        if not tallies:
            raise Refused("no-column", "The record holds no value that can be read: give the age, the sex or the view.")

        def where(label: str, slope: float, contributed: float) -> Where:
            return contribution.columns(tallies[label], slope, contributed)

        return Statement(Modality.TABLE, {label: tally.log_odds for label, tally in tallies.items()}, where)


def open_image(recipe: ExpertRecipe, folder: WeightsFolder) -> Witness:
    """The image expert."""
    return ImageWitness.open(recipe, folder)


def open_note(recipe: ExpertRecipe, folder: WeightsFolder) -> Witness:
    """The note expert."""
    return NoteWitness.open(recipe, folder)


def open_record(recipe: ExpertRecipe, folder: WeightsFolder) -> Witness:
    """The record expert."""
    return RecordWitness.open(recipe, folder)


def facts_of(case: Case) -> dict[str, Any]:
    """What is known of the subject: the record, and what the other signals say of themselves where it is silent."""
    known: dict[str, Any] = {}
    for signal in case.signals.values():
        known |= signal.facts
    for signal in case.signals.values():
        if signal.modality is Modality.TABLE and isinstance(signal.content, Mapping):
            known |= signal.content
    return known
