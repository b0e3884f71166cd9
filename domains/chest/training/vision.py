"""The image expert: pre-trained without findings, then two networks for each fold; all are shipped as one.

The networks of a fold speak of the patients that they have not seen, so that calibration needs no others.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
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
from core.training.soup import matched, mixed
from domains.chest.training.apart import averaging
from domains.chest.training.cohort import Cohort
from domains.chest.training.guard import Films, mednist
from domains.chest.training.unlabelled import unlabelled
from domains.chest.training.unseen import Averaging

TUNING = Tuning(size=112)
STRIDE = FINE
PLAN = Plan(epochs=12, batch=16, rate=2e-4, decay=0.05, warmup=0.2, clip=5.0)
"""What holds where the recipe is silent."""
SMALL, DROP_CONNECT = 96, 0.1
PRETEXT = Plan(epochs=4, batch=64, rate=2e-4, decay=1e-4, warmup=0.1, clip=5.0)
FOLDS, OF_A_FOLD = 3, 2
OLDEST = 90.0
PRETRAINED, LEARNT = 0.25, 0.85


@dataclass(frozen=True)
class Spoken:
    """What the networks say of the patients that they have not seen.

    Attributes:
        logits: Label to ``(n,)``: the mean of the networks of each film's fold.
        averaging: How what is shipped differs from these.
    """

    logits: dict[str, NDArray[Any]]
    averaging: Averaging


def make(cohort: Cohort, labels: tuple[str, ...], run: TrainingRun) -> Spoken:
    """Fit, write ``image.safetensors`` and ``image.json``."""
    start, learnt = started(cohort, run), targets(cohort, labels)
    said, members = np.zeros((OF_A_FOLD, *learnt.labels.shape)), []
    for number, (fit, test) in enumerate(folds.grouped(cohort.patients, cohort.strata, FOLDS, run.seed)):
        for again in range(OF_A_FOLD):
            members.append(_fitted(start, cohort, learnt, fit, number, again, run))
            said[again, test] = logits(members[-1], [cohort.films[row] for row in test], TUNING.size)
    ship(members, labels, cohort, run.out)
    return spoken(said, members, mednist(run.folder(), 1), labels)


def spoken(said: NDArray[Any], members: Sequence[Any], elsewhere: Films, labels: tuple[str, ...]) -> Spoken:
    """Together with how far the networks disagree.

    Args:
        said: ``(networks of a fold, n, labels)``: logits of training films by the networks that had not seen them.
        members: All networks, fold by fold.
        elsewhere: Films that none of them has seen.
        labels: The findings.
    """
    far = np.stack([logits(member, elsewhere, TUNING.size) for member in members])
    averaged = averaging(said, far.reshape(-1, len(said), *far.shape[1:]))
    return Spoken(dict(zip(labels, said.mean(axis=0).T, strict=True)), averaged)


def ship(members: Sequence[Any], labels: tuple[str, ...], cohort: Cohort, out: Path) -> None:
    """Write the networks as one, and what it is; its read-out is matched to their mean on the training films."""
    whole, films = mixed(members), cohort.films
    wanted = np.mean([logits(member, films, TUNING.size) for member in members], axis=0)
    weights.save(joined([matched(whole, logits(whole, films, TUNING.size), wanted)]), out / "image.safetensors")
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
    start: dict[str, Any],
    cohort: Cohort,
    learnt: Targets,
    rows: NDArray[np.intp],
    fold: int,
    again: int,
    run: TrainingRun,
) -> Any:
    """A network of one fold."""
    number, plan = again * FOLDS + fold, run.plan(PLAN)
    plan = replace(plan, seed=plan.seed + number)
    share = (LEARNT - PRETRAINED) / (FOLDS * OF_A_FOLD)
    begin = PRETRAINED + share * (fold * OF_A_FOLD + again)
    report = run.part(begin, begin + share, f"image expert, fold {fold + 1} of {FOLDS}, network {again + 1}")
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
