"""The training of a small domain: encoders and strategy as its recipe names them, on a table and a few notes."""

from __future__ import annotations

import csv
import json
from typing import Any

import numpy as np

from core.encoders.catalogue import ENCODERS
from core.encoders.encoder import Encoder
from core.encoders.places import Places
from core.recipe import Recipe
from core.training.catalogue import STRATEGIES
from core.training.checks import check_columns, check_labels, check_split, check_widths
from core.training.loop import Plan, fit
from core.training.run import TrainingRun
from core.weights import seal
from tests.core.training.strategies import small

PLAN = Plan(epochs=2, batch=16, rate=0.01)


def train(run: TrainingRun) -> None:
    """Check, train, seal."""
    from core.training.strategies.samples import CaseSamples

    assert run.recipe is not None and run.recipe_path is not None
    file = run.folder() / "labels.csv"
    rows = list(csv.DictReader(file.read_text().splitlines()))
    check_columns(str(file), rows[0], run.recipe.labels, run.recipe_path.name)
    check_split(str(file), [row["subject"] for row in rows], [row["split"] for row in rows])
    rows = [row for row in rows if row["split"] == "train"]
    truth = np.array([[float(row[label]) for label in run.recipe.labels] for row in rows])
    check_labels(str(file), dict(zip(run.recipe.labels, truth.T, strict=True)), run.recipe_path.name)
    encoders = opened(run.recipe)
    former = run.folder() / "former.json"
    if former.exists():
        check_widths({role: e.width for role, e in encoders.items()}, json.loads(former.read_text()), str(former))
    make: Any = STRATEGIES.open(run.training.strategy or "linear-probe")
    objective = make(encoders, run.recipe.labels, run.training)
    samples = CaseSamples(encoders, [{"note": small.NOTES[int(row["note"])]} for row in rows], truth)
    history = fit(objective, samples, run.plan(PLAN), checkpoints=run.checkpoints, report=run.part(0, 1, "probe"))
    run.out.mkdir(parents=True, exist_ok=True)
    (run.out / "losses.json").write_text(json.dumps(history.losses))
    seal(run.out)


def opened(recipe: Recipe) -> dict[str, Encoder]:
    """The encoders of the recipe."""
    openers: dict[str, Any] = {role: ENCODERS.open(expert.encoder) for role, expert in recipe.experts.items()}
    return {role: opener(Places(), recipe.experts[role].options) for role, opener in openers.items()}
