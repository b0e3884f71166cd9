"""The image expert: fitted on all training films, and for each fold on the other films, to speak of unseen patients."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import weights
from core.encoders.image_network import to_arrays
from core.training import folds
from core.training.finetune import Layers, Targets, early_maps, finetune, logits
from core.training.loop import Plan
from core.training.pretrained import imagenet_lite0
from core.training.run import TrainingRun
from domains.chest.training.cohort import Cohort

LAYERS = Layers(size=224, versions=6)
PLAN = Plan(epochs=6, batch=16, rate=4e-4, decay=0.05, warmup=0.2, clip=5.0)
"""What holds where the recipe is silent."""
FOLDS = 3
OLDEST = 90.0
MAPS, LEARNT = 0.2, 0.7


def make(cohort: Cohort, labels: tuple[str, ...], run: TrainingRun) -> dict[str, NDArray[Any]]:
    """Fit, write ``image.safetensors`` and ``image.json``.

    Returns:
        Label to out-of-fold logits, ``(n,)``.
    """
    run.report(0.0, "films through the early stacks")
    maps = early_maps(imagenet_lite0(LAYERS.size), cohort.films, LAYERS, run.seed)
    learnt = targets(cohort, labels)
    unseen = np.zeros_like(learnt.labels)
    for number, (fit, test) in enumerate(folds.grouped(cohort.patients, cohort.strata, FOLDS, run.seed)):
        unseen[test] = logits(_fitted(maps, learnt, fit, number, run), maps, test, LAYERS)
    final = _fitted(maps, learnt, np.arange(len(cohort)), FOLDS, run)
    weights.save(to_arrays(final), run.out / "image.safetensors")
    about = {"labels": list(labels), "size": LAYERS.size}
    (run.out / "image.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    return dict(zip(labels, unseen.T, strict=True))


def _fitted(maps: Any, learnt: Targets, rows: NDArray[np.intp], number: int, run: TrainingRun) -> Any:
    """One of the networks: those of the folds, and the last one on all films."""
    plan = run.plan(PLAN)
    plan = replace(plan, seed=plan.seed + number)
    name = f"image expert, fold {number + 1} of {FOLDS}" if number < FOLDS else "image expert, all training films"
    share = (LEARNT - MAPS) / (FOLDS + 1)
    report = run.part(MAPS + share * number, MAPS + share * (number + 1), name)
    network = imagenet_lite0(LAYERS.size, LAYERS.drop_connect)
    folder = run.checkpoints / f"image-{number}"
    return finetune(network, maps, learnt, rows, LAYERS, plan, checkpoints=folder, report=report)


def targets(cohort: Cohort, labels: tuple[str, ...]) -> Targets:
    """The findings, what shapes the features beside them, and the collection that each film came from.

    Subset A is far richer in findings than B, so that a network would learn to tell the collections apart; a shift of
    each label for the collection takes that reward away.
    """
    table = cohort.table
    auxiliary = [table.no_finding, table.Hernia, table.sex == "F", table["view"] == "AP", table.age / OLDEST]
    return Targets(
        labels=cohort.matrix(labels),
        auxiliary=np.column_stack([np.clip(np.asarray(column, np.float64), 0.0, 1.0) for column in auxiliary]),
        nuisance=cohort.spread - np.mean(cohort.spread),
    )
