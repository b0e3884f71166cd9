"""The loop that every strategy shares."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from torch import Tensor, nn

Report = Callable[[float, str], None]
"""Called with the share done, 0 to 1, and a few words."""


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
        """The samples of some rows as the objective takes them; whatever is drawn (augmentation) comes from ``random``."""
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
) -> History:
    """Train until the plan is done or validation stops improving; the module ends with its best state.

    Args:
        objective: What is learnt.
        samples: From what.
        plan: How.
        validate: A figure of the module as it is, greater is better; called after each epoch, in evaluation mode.
        checkpoints: Folder to resume from and to save in; a killed run that is started again ends on the same curve.
        report: Progress.

    Raises:
        CheckpointError: the folder holds a checkpoint that is corrupt, or of another plan or module.
    """
    raise NotImplementedError
