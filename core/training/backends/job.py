"""What every process of a team is told: how to make the objective and its samples, and where the result goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.training import seeds
from core.training.best import copied
from core.training.checkpoint import Checkpoint, Position, save
from core.training.loop import History, Objective, Plan, Report, Samples, fit
from core.training.team import ALONE, Team

if TYPE_CHECKING:
    from torch import Tensor

Made = tuple[Objective, Samples, Callable[[], float] | None]
RUN = {"what": "trained"}


@dataclass(frozen=True)
class Job:
    """One training, as it can be sent to another process.

    Attributes:
        make: A function of a module, called in each process: objective, samples, and what validates or None.
        plan: How the loop runs; ``batch`` is that of one process.
        checkpoints: Folder to resume from and to save in.
    """

    make: Callable[[], Made]
    plan: Plan
    checkpoints: Path | None = None

    def run(self, report: Report | None = None, team: Team = ALONE) -> tuple[History, dict[str, Tensor]]:
        """Train in this process, as one of a team; the history and the state that the module ended with."""
        seeds.plant(self.plan.seed, 0, 0)
        objective, samples, validate = self.make()
        history = fit(
            objective,
            samples,
            self.plan,
            validate=validate,
            checkpoints=self.checkpoints,
            report=report if team.rank == 0 else None,
            team=team,
        )
        return history, copied(objective.module)


def leave(folder: Path, history: History, state: dict[str, Tensor]) -> None:
    """Write the result where the process that asked will find it."""
    position = Position(RUN, len(history.losses), history.losses, history.figures)
    save(folder, Checkpoint(position, {"module": state}))
