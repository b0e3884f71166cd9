"""One process: this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.training.backends.job import Job
from core.training.loop import History, Report

if TYPE_CHECKING:
    from torch import Tensor


def train(job: Job, processes: int = 1, report: Report | None = None) -> tuple[History, dict[str, Tensor]]:
    """Train here; the history and the module's state."""
    return job.run(report)
