"""The loop that every strategy shares."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from core.training import seeds
from core.training.best import best_of, copied, is_over, restore
from core.training.checkpoint import Checkpoint, Position, latest, save
from core.training.moving import device_of, moved
from core.training.optimiser import fingerprint, flattened, optimiser, unflatten
from core.training.rates import peaks, set_rates, share_of_peak
from core.training.team import ALONE, Losses, Team

if TYPE_CHECKING:
    from torch import Tensor, nn

Report = Callable[[float, str], None]
"""Called with the share done, 0 to 1, and a few words."""


class TrainingError(ValueError):
    """Training that cannot begin or go on; one sentence."""


@dataclass(frozen=True)
class Plan:
    """How the loop runs.

    Attributes:
        epochs: Most passes over the samples.
        batch: Samples in one batch.
        rate: Peak learning rate.
        decay: Weight decay (decoupled).
        warmup: Share of the steps in which the rate rises to its peak; it falls along a cosine after it.
        accumulate: Batches whose gradients are added up before a step.
        precision: Number format of the forward pass.
        clip: Largest norm of the gradient; 0 does not clip.
        patience: Epochs without a better validation figure before the loop stops; 0 never stops early.
        seed: Of the order and of everything drawn.
        checkpoint_steps: Steps between two checkpoints, beside the one at the end of each epoch; 0 for those alone.
    """

    epochs: int = 10
    batch: int = 32
    rate: float = 1e-3
    decay: float = 0.01
    warmup: float = 0.1
    accumulate: int = 1
    precision: Literal["float32", "bfloat16"] = "float32"
    clip: float = 1.0
    patience: int = 0
    seed: int = 0
    checkpoint_steps: int = 0


class Samples(Protocol):
    """What is learnt from."""

    def __len__(self) -> int:
        """How many samples there are."""
        ...

    def batch(self, rows: NDArray[np.intp], random: np.random.Generator) -> Any:
        """The samples of some rows as the objective takes them; what is drawn (augmentation) comes from ``random``."""
        ...


class Objective(ABC):
    """What is learnt: a batch in, a loss out.

    Attributes:
        module: All state that is trained, saved and restored.
    """

    module: nn.Module

    @abstractmethod
    def loss(self, batch: Any) -> Tensor:
        """Mean loss of a batch, a scalar."""

    def groups(self, rate: float) -> list[dict[str, Any]]:
        """Parameter groups for the optimiser; one group of everything that may learn, unless a strategy says else."""
        return [{"params": [p for p in self.module.parameters() if p.requires_grad], "lr": rate}]

    def begin(self, epoch: int) -> None:  # noqa: B027 - most objectives have nothing to begin
        """Called before each epoch, for what changes with it (staged unfreezing)."""


@dataclass
class History:
    """What happened.

    Attributes:
        losses: Training loss of every step.
        figures: Validation figure of every epoch, greater is better; empty where nothing was validated.
        best: Epoch of the best figure, or the last one.
    """

    losses: list[float] = field(default_factory=list)
    figures: list[float] = field(default_factory=list)
    best: int = 0


def fit(
    objective: Objective,
    samples: Samples,
    plan: Plan,
    *,
    validate: Callable[[], float] | None = None,
    checkpoints: Path | None = None,
    report: Report | None = None,
    team: Team = ALONE,
) -> History:
    """Train until the plan is done or validation stops improving; the module ends with its best state.

    AdamW (Loshchilov and Hutter, ICLR 2019) under a linear rise and a cosine. Batches of an epoch differ in size by
    one sample at most, so that none is too small for what compares or averages over a batch. On several processes each
    takes its part of ``plan.batch * team.size`` samples.

    Args:
        objective: What is learnt.
        samples: From what.
        plan: How.
        validate: A figure of the module as it is, greater is better; called after each epoch, in evaluation mode.
        checkpoints: Folder to resume from and to save in; a killed run that is started again ends on the same curve.
        report: Progress.
        team: The processes that train together; :mod:`core.training.backends` makes them.

    Raises:
        TrainingError: there are no samples, nothing may learn, or the loss is no longer a number.
        CheckpointError: the folder holds a checkpoint that is corrupt, or of another plan or module.
    """
    if len(samples) == 0:
        raise TrainingError("There is nothing to learn from: the training part is empty.")
    return _Loop(objective, samples, plan, validate, checkpoints, report or _silent, team).run()


class _Loop:
    """One run; ``step`` counts updates of the weights, over all epochs."""

    def __init__(
        self,
        objective: Objective,
        samples: Samples,
        plan: Plan,
        validate: Callable[[], float] | None,
        checkpoints: Path | None,
        report: Report,
        team: Team,
    ) -> None:
        self.objective, self.samples, self.plan, self.team = objective, samples, plan, team
        self.validate, self.checkpoints, self.report = validate, checkpoints, report
        self.module, self.history, self.step = objective.module, History(), 0
        self.an_epoch = math.ceil(len(samples) / (plan.batch * plan.accumulate * team.size))
        self.steps = plan.epochs * self.an_epoch
        groups = objective.groups(plan.rate)
        if not any(group["params"] for group in groups):
            raise TrainingError("There is nothing that may learn: every parameter is frozen.")
        self.optimiser = optimiser(groups, plan.decay)
        self.peaks = peaks(self.optimiser.param_groups)
        self.best: dict[str, Tensor] = {}
        self.device = device_of(self.module)

    def run(self) -> History:
        """From where the folder stands to the end."""
        self._resume()
        while self.step < self.steps and not is_over(self.history.figures, self.plan.patience):
            self._epoch(self.step // self.an_epoch)
        if self.best:
            restore(self.module, self.best)
        self.module.eval()
        self.report(1.0, "trained")
        return self.history

    def _epoch(self, epoch: int) -> None:
        self.module.train()
        self.objective.begin(epoch)
        losses = self.team.losses(self.module, self.objective.loss)
        order = seeds.order(self.plan.seed, epoch, len(self.samples))
        for rows in np.array_split(order, self.an_epoch)[self.step % self.an_epoch :]:
            self._update(losses, rows)
            self.report(self.step / self.steps, f"epoch {epoch + 1} of {self.plan.epochs}")
            if self._is_due():
                self._save()
        self._judge(epoch)
        self._save()

    def _update(self, losses: Losses, rows: NDArray[np.intp]) -> None:
        from torch.nn.utils import clip_grad_norm_

        seeds.plant(self.plan.seed, self.step, self.team.rank)
        set_rates(self.optimiser.param_groups, self.peaks, share_of_peak(self.step, self.steps, self.plan.warmup))
        self.optimiser.zero_grad(set_to_none=True)
        loss = self.team.mean(self._gradients(losses, rows))
        if not math.isfinite(loss):
            raise TrainingError(f"The loss is no longer a number at step {self.step + 1}: lower the rate.")
        if self.plan.clip:
            clip_grad_norm_([p for group in self.optimiser.param_groups for p in group["params"]], self.plan.clip)
        self.optimiser.step()
        self.history.losses.append(loss)
        self.step += 1

    def _gradients(self, losses: Losses, rows: NDArray[np.intp]) -> float:
        """Add up the gradients of this process's part of the rows, each batch by its share of them."""
        mine = np.array_split(rows, self.team.size)[self.team.rank]
        parts = [part for part in np.array_split(mine, self.plan.accumulate) if len(part)] or [rows[:0]]
        total = 0.0
        for number, part in enumerate(parts):
            share = len(part) * self.team.size / len(rows)
            with nullcontext() if number + 1 == len(parts) else self.team.holding(losses):
                loss = self._loss(losses, part if len(part) else rows[:1], number) * share
                loss.backward()  # type: ignore[no-untyped-call]
            total += float(loss.detach())
        return total

    def _loss(self, losses: Losses, rows: NDArray[np.intp], part: int) -> Tensor:
        import torch

        random = seeds.generator(self.plan.seed, self.step, part, self.team.rank)
        batch = moved(self.samples.batch(rows, random), self.device)
        half = self.plan.precision == "bfloat16"
        with torch.autocast(self.device.type, torch.bfloat16, enabled=half):
            return losses(batch)

    def _judge(self, epoch: int) -> None:
        if self.validate is None:
            self.history.best = epoch
            return
        self.module.eval()
        figure = self.team.first(self.validate() if self.team.rank == 0 else 0.0)
        self.history.figures.append(figure)
        self.history.best = best_of(self.history.figures)
        if self.history.best == epoch:
            self.best = copied(self.module)

    def _is_due(self) -> bool:
        every = self.plan.checkpoint_steps
        return bool(every) and self.step % every == 0 and self.step % self.an_epoch != 0

    def _save(self) -> None:
        if self.checkpoints is None or self.team.rank != 0:
            return
        position = Position(self._run(), self.step, self.history.losses, self.history.figures)
        tensors = {"module": self.module.state_dict(), "optimiser": flattened(self.optimiser), "best": self.best}
        save(self.checkpoints, Checkpoint(position, tensors))

    def _resume(self) -> None:
        found = latest(self.checkpoints, self._run()) if self.checkpoints else None
        if found is None:
            return
        restore(self.module, found.tensors["module"])
        unflatten(self.optimiser, found.tensors["optimiser"])
        self.step, self.best = found.position.step, dict(found.tensors["best"])
        self.history = History(found.position.losses, found.position.figures)
        done = self.step // self.an_epoch - 1
        self.history.best = best_of(self.history.figures) if self.history.figures else max(0, done)

    def _run(self) -> dict[str, Any]:
        """What makes it this run and no other."""
        return {
            "objective": type(self.objective).__name__,
            "module": fingerprint(self.module),
            "samples": len(self.samples),
            "processes": self.team.size,
            **asdict(self.plan),
        }


def _silent(share: float, words: str) -> None:
    pass
