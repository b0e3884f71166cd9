"""The image expert: fitted on all training films, and for each fold on the other films, to speak of unseen patients."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import weights
from core.encoders.image_network import to_arrays
from core.training import folds
from core.training.finetune import Plan, Targets, early_maps, finetune, logits
from core.training.pretrained import imagenet_lite0
from domains.chest.training.cohort import Cohort

PLAN = Plan(size=224, versions=6, epochs=6)
FOLDS = 3
OLDEST = 90.0


def make(cohort: Cohort, labels: tuple[str, ...], out: Path, seed: int) -> dict[str, NDArray[Any]]:
    """Fit, write ``image.safetensors`` and ``image.json``.

    Returns:
        Label to out-of-fold logits, ``(n,)``.
    """
    maps = early_maps(imagenet_lite0(PLAN.size), cohort.films, PLAN, seed)
    everything = np.arange(len(cohort))
    learnt = targets(cohort, labels)
    unseen = np.zeros_like(learnt.labels)
    for number, (fit, test) in enumerate(folds.grouped(cohort.patients, cohort.strata, FOLDS, seed)):
        print(f"image expert, fold {number + 1} of {FOLDS}", flush=True)
        unseen[test] = logits(_fitted(maps, learnt, fit, seed + number), maps, test, PLAN)
    print("image expert, all training films", flush=True)
    final = _fitted(maps, learnt, everything, seed + 100)
    weights.save(to_arrays(final), out / "image.safetensors")
    about = {"labels": list(labels), "size": PLAN.size}
    (out / "image.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    return dict(zip(labels, unseen.T, strict=True))


def _fitted(maps: Any, learnt: Targets, rows: NDArray[np.intp], seed: int) -> Any:
    return finetune(imagenet_lite0(PLAN.size, PLAN.drop_connect), maps, learnt, rows, PLAN, seed)


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
