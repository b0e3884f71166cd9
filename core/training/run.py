"""One call of `chiron train`: what a domain's training function is given."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

from core.recipe import Recipe, TrainingRecipe
from core.training.loop import Plan, Report, TrainingError


@dataclass(frozen=True)
class TrainingRun:
    """What is asked for; the function checks everything before it writes anything.

    Attributes:
        recipe: The recipe; none for a model of the suite, which states no labels.
        recipe_path: Where it was read from, for sentences.
        data: Folder with the data; none where none was named.
        out: Folder for the weights; it may not exist yet.
        seed: Of everything drawn.
        report: Called with the share done, 0 to 1, and ``stage`` or ``stage: detail``.
        checkpoints: Folder of the checkpoints; what is in it is to be gone on with.
        training: The recipe's section of that name.
    """

    recipe: Recipe | None
    recipe_path: Path | None
    data: Path | None
    out: Path
    seed: int
    report: Report
    checkpoints: Path
    training: TrainingRecipe = field(default_factory=TrainingRecipe)

    def plan(self, default: Plan, also: Collection[str] = ("strategy",)) -> Plan:
        """The model's own plan with everything that the recipe says otherwise.

        Args:
            default: The model's own.
            also: Keys beside those of the plan that mean something to the model.

        Raises:
            TrainingError: the recipe says what the model cannot follow; the sentence names the key.
        """
        said = self.training.model_dump(exclude_none=True)
        names = {one.name for one in fields(Plan)}
        alone = {"backend": "single", "processes": 1}
        for key, value in said.items():
            if key not in names and key not in also and alone.get(key) != value:
                raise TrainingError(f"The key 'training.{key}' = {value!r} means nothing to this model: remove it.")
        return replace(default, **{**{key: said[key] for key in said if key in names}, "seed": self.seed})

    def folder(self) -> Path:
        """The folder with the data.

        Raises:
            TrainingError: none was named, or it is not there.
        """
        if self.data is None:
            raise TrainingError("This model is trained on data: name their folder with --data.")
        if not self.data.is_dir():
            raise TrainingError(f"There is no folder {self.data}: name the one with the data with --data.")
        return self.data

    def part(self, start: float, stop: float, stage: str) -> Report:
        """A report for one stage, whose whole is a part of this run's."""

        def report(share: float, words: str) -> None:
            self.report(start + (stop - start) * share, f"{stage}: {words}")

        return report
