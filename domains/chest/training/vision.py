"""The image expert: pre-trained without findings, then one network for each fold; the mean of them is shipped.

Each network speaks of the patients that it has not seen, so that calibration needs no others.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import weights
from core.encoders.image_network import FINE, joined
from core.training import folds
from core.training.finetune import Targets, Tuning, finetune, logits
from core.training.loop import Plan
from core.training.pretext import pretrain
from core.training.pretrained import imagenet_lite0
from core.training.run import TrainingRun
from domains.chest.training.cohort import Cohort
from domains.chest.training.unlabelled import unlabelled

TUNING = Tuning(size=112)
STRIDE = FINE
PLAN = Plan(epochs=12, batch=16, rate=2e-4, decay=0.05, warmup=0.2, clip=5.0)
"""What holds where the recipe is silent."""
SMALL, DROP_CONNECT = 96, 0.1
PRETEXT = Plan(epochs=4, batch=64, rate=2e-4, decay=1e-4, warmup=0.1, clip=5.0)
FOLDS = 3
OLDEST = 90.0
PRETRAINED, LEARNT = 0.25, 0.85


def make(cohort: Cohort, labels: tuple[str, ...], run: TrainingRun) -> dict[str, NDArray[Any]]:
    """Fit, write ``image.safetensors`` and ``image.json``.

    Returns:
        Label to out-of-fold logits, ``(n,)``.
    """
    start, learnt = started(cohort, run), targets(cohort, labels)
    unseen, members = np.zeros_like(learnt.labels), []
    for number, (fit, test) in enumerate(folds.grouped(cohort.patients, cohort.strata, FOLDS, run.seed)):
        members.append(_fitted(start, cohort, learnt, fit, number, run))
        unseen[test] = logits(members[-1], [cohort.films[row] for row in test], TUNING.size)
    ship(members, labels, run.out)
    return dict(zip(labels, unseen.T, strict=True))


def ship(members: Sequence[Any], labels: tuple[str, ...], out: Path) -> None:
    """Write the networks and what they are."""
    weights.save(joined(members), out / "image.safetensors")
    about = {"labels": list(labels), "size": TUNING.size, "stride": STRIDE}
    (out / "image.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")


def started(cohort: Cohort, run: TrainingRun) -> dict[str, Any]:
    """State of the network that every fold starts from: ImageNet, then films without findings."""
    plan = replace(PRETEXT, seed=run.seed)
    report = run.part(0.0, PRETRAINED, "pre-training without findings")
    network = imagenet_lite0(SMALL)
    films = unlabelled(run.folder(), cohort)
    pretrain(network, films, SMALL, plan, checkpoints=run.checkpoints / "pretext", report=report)
    return {name: value for name, value in network.state_dict().items() if not name.startswith("_fc.")}


def _fitted(
    start: dict[str, Any], cohort: Cohort, learnt: Targets, rows: NDArray[np.intp], number: int, run: TrainingRun
) -> Any:
    """The network of one fold."""
    plan = run.plan(PLAN)
    plan = replace(plan, seed=plan.seed + number)
    share = (LEARNT - PRETRAINED) / FOLDS
    begin = PRETRAINED + share * number
    report = run.part(begin, begin + share, f"image expert, fold {number + 1} of {FOLDS}")
    network = imagenet_lite0(TUNING.size, DROP_CONNECT, STRIDE)
    network.load_state_dict(start, strict=False)
    folder = run.checkpoints / f"image-{number}"
    return finetune(network, cohort.films, learnt, rows, TUNING, plan, checkpoints=folder, report=report)


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
