"""Choosing a backend by its name in the recipe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.recipe import TrainingRecipe
from core.training.backends import ddp, ray, single
from core.training.backends.job import Job
from core.training.loop import History, Report

if TYPE_CHECKING:
    from torch import Tensor

BACKENDS = {"single": single.train, "ddp": ddp.train, "ray": ray.train}


def train(job: Job, training: TrainingRecipe, report: Report | None = None) -> tuple[History, dict[str, Tensor]]:
    """Train as the recipe says; several processes without a named backend run under DDP.

    Raises:
        TrainingError: the backend is not installed, or training failed.
    """
    processes = training.processes or 1
    backend = training.backend or ("ddp" if processes > 1 else "single")
    return BACKENDS[backend](job, processes, report)
