"""From films to sealed chest weights, every step in its order; what `chiron train chest` calls."""

from __future__ import annotations

import shutil
from pathlib import Path

from platformdirs import user_cache_dir

from core.training.run import TrainingRun
from core.weights import seal
from domains.chest.training import card, certify, guard, measure, sides, vision
from domains.chest.training.checking import checked
from domains.chest.training.cohort import Cohort
from domains.chest.training.unseen import Unseen

SHIPPED = Path(__file__).parents[1] / "weights"
NOTE = "note.json"
KEPT = Path(user_cache_dir("chiron")) / "chest" / "unseen.npz"
"""Out-of-fold statements of the last run, by which `certify.recertify` fits fusion and thresholds again in seconds."""


def train(run: TrainingRun) -> None:
    """Train, fuse, calibrate, guard, measure, seal.

    The note's ratios are measured apart (`note.py`); a folder without them gets those that are shipped.

    Raises:
        TrainingError: the run cannot end well; nothing was written then.
    """
    import torch

    labels = checked(run)
    torch.set_num_threads(1)  # sums in one order, so that the same seed makes the same weights
    _begin(run.out)
    data, cohort = run.folder(), Cohort.read(run.folder(), "train")
    said = vision.make(cohort, labels, run)
    run.report(0.85, "record expert, fusion, thresholds")
    certify.make(cohort, labels, said.logits, run.out, run.seed, KEPT, said.averaging)
    run.report(0.87, "guard")
    guard.make(data, run.out)
    run.report(0.93, "measuring")
    measure.make(data, labels, run.out, Unseen.load(KEPT))
    run.report(0.98, "sides of heat maps")
    sides.make(data, run.out)
    shutil.rmtree(run.checkpoints, ignore_errors=True)  # not to be sealed with the weights
    _finish(run.out)
    run.report(1.0, "sealed")


def _begin(out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    if not (out / NOTE).exists():
        shutil.copyfile(SHIPPED / NOTE, out / NOTE)


def _finish(out: Path) -> None:
    """Only the domain's own folder has a card beside it, whose figures are those of the weights."""
    if out.resolve() == SHIPPED.resolve():
        card.update(out.parent / "CARD.md", out / "measured.json")
    seal(out)
