"""Transfer learning on few films: a whole network and a read-out learn findings from small pictures.

They make a step so cheap that every layer can learn, and every epoch shows each film anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.encoders.image_network import feature_maps
from core.encoders.image_preparation import GRAY_MEAN, GRAY_SPREAD
from core.training.augment import Augmentation
from core.training.films import prepared
from core.training.loop import Objective, Plan, Report, fit

if TYPE_CHECKING:
    from torch import Tensor

Films = Sequence[NDArray[np.uint8]]
BATCH = 8
MARGIN = 1.15
WIDTH = 1280
SHIFT = 50.0


@dataclass(frozen=True)
class Tuning:
    """How a network learns.

    Attributes:
        size: Side of its input, pixels.
        read_out: How many times faster than the network the linear read-out learns.
        dropout: Before the read-out.
        auxiliary: Weight of the tasks that only shape the features.
    """

    size: int
    read_out: float = 5.0
    dropout: float = 0.3
    auxiliary: float = 0.3


@dataclass(frozen=True)
class Targets:
    """What is learnt from each film.

    Attributes:
        labels: ``(n, labels)`` of 0 and 1: the findings.
        auxiliary: ``(n, tasks)`` of 0 and 1, or standardised numbers clipped to [0, 1].
        nuisance: ``(n,)``: which collection a film came from, as a centred number. Each label gets a shift of its own
            for it while training, which is dropped afterwards: the network need not learn the collection from the
            pixels.
    """

    labels: NDArray[Any]
    auxiliary: NDArray[Any]
    nuisance: NDArray[Any]


def shrunk(films: Films, side: int) -> NDArray[np.uint8]:
    """Films averaged over areas, ``(n, side, side)``."""
    from PIL import Image

    box = Image.Resampling.BOX
    return np.stack([np.asarray(Image.fromarray(film).resize((side, side), box)) for film in films])


def normalised(films: Tensor) -> Tensor:
    """Films ``(n, 1, h, w)`` in [0, 1] as the network reads them, laid out as it computes."""
    import torch

    return ((films - GRAY_MEAN) / GRAY_SPREAD).contiguous(memory_format=torch.channels_last)


class SmallFilms:
    """The films that may be seen, each batch with a new augmented version of each; ``Samples`` of the loop.

    Args:
        small: From :func:`shrunk`, of all films, a little larger than the network's input.
        rows: Which films may be seen.
        size: Side of the network's input, pixels.
    """

    def __init__(self, small: NDArray[np.uint8], rows: NDArray[np.intp], size: int) -> None:
        self._small, self._rows, self._size = small, rows, size

    def __len__(self) -> int:
        return len(self._rows)

    def batch(self, rows: NDArray[np.intp], random: np.random.Generator) -> tuple[Tensor, Tensor]:
        """Films ``(b, 1, size, size)`` and their numbers ``(b,)``."""
        import torch

        films = self._rows[rows]
        draws = torch.Generator().manual_seed(int(random.integers(2**62)))
        gray = torch.from_numpy(self._small[films].astype(np.float32) / 255.0)[:, None]
        return normalised(Augmentation()(gray, self._size, draws)), torch.from_numpy(films)


class WholeNetwork(Objective):
    """A network and a read-out of the findings and of the tasks that shape its features.

    Args:
        network: From :func:`core.encoders.image_network.lite`; changed in place.
        targets: Of all films.
        rows: Which of them may be seen: the read-out starts from their shares.
        tuning: How it learns.
    """

    def __init__(self, network: Any, targets: Targets, rows: NDArray[np.intp], tuning: Tuning) -> None:
        import torch
        from torch import nn

        self.network, self.tuning = network, tuning
        self.tasks = torch.from_numpy(np.column_stack([targets.labels, targets.auxiliary]).astype(np.float32))
        self.nuisance = torch.from_numpy(targets.nuisance.astype(np.float32))[:, None]
        self.labels, width = targets.labels.shape[1], self.tasks.shape[1]
        self.weights = torch.ones(width)
        self.weights[self.labels :] = tuning.auxiliary
        self.read_out, self.shift = nn.Linear(WIDTH, width), nn.Linear(1, width, bias=False)
        share = self.tasks[torch.from_numpy(rows)].mean(dim=0).clamp(0.005, 0.995)
        with torch.no_grad():
            self.read_out.weight.zero_()
            self.read_out.bias.copy_(torch.logit(share))
            self.shift.weight.zero_()
        self.module = nn.ModuleDict({"network": network, "read_out": self.read_out, "shift": self.shift})

    def groups(self, rate: float) -> list[dict[str, Any]]:
        """The network, the read-out, and the collection's shift, which is found at once."""
        learning = [value for name, value in self.network.named_parameters() if not name.startswith("_fc.")]
        return [
            {"params": learning, "lr": rate},
            {"params": list(self.read_out.parameters()), "lr": rate * self.tuning.read_out},
            {"params": list(self.shift.parameters()), "lr": rate * SHIFT},
        ]

    def begin(self, epoch: int) -> None:
        """Stochastic depth on, batch norms as they came: batches of sixteen are too small to estimate them from."""
        from torch import nn

        for module in self.network.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.eval()

    def loss(self, batch: tuple[Tensor, Tensor]) -> Tensor:
        """Mean over the films of the weighted sum over tasks."""
        from torch.nn.functional import binary_cross_entropy_with_logits, dropout

        pictures, films = batch
        pooled = dropout(feature_maps(self.network, pictures)[1].mean(dim=(2, 3)), self.tuning.dropout)
        said = self.read_out(pooled) + self.shift(self.nuisance[films])
        loss = binary_cross_entropy_with_logits(said, self.tasks[films], reduction="none")
        total: Tensor = (loss * self.weights).sum(dim=1).mean()
        return total

    def finished(self) -> Any:
        """The network at rest, with the labels' read-out in its place."""
        from torch import nn

        layer = nn.Linear(WIDTH, self.labels)
        layer.weight.data = self.read_out.weight.data[: self.labels].clone()
        layer.bias.data = self.read_out.bias.data[: self.labels].clone()
        self.network._fc = layer
        return self.network.eval()


def finetune(
    network: Any,
    films: Films,
    targets: Targets,
    rows: NDArray[np.intp],
    tuning: Tuning,
    plan: Plan,
    *,
    checkpoints: Path | None = None,
    report: Report | None = None,
) -> Any:
    """Train a network and a read-out.

    Args:
        network: As it starts, with stochastic depth.
        films: Gray levels of all films.
        targets: Of all films.
        rows: Which films may be seen.
        tuning: How it learns.
        plan: How the loop runs.
        checkpoints: Folder of this run's checkpoints.
        report: Progress.

    Returns:
        The network, its ``_fc`` reading out the labels.

    Raises:
        TrainingError: as :func:`core.training.loop.fit` does.
    """
    objective = WholeNetwork(network, targets, rows, tuning)
    samples = SmallFilms(shrunk(films, round(tuning.size * MARGIN)), rows, tuning.size)
    fit(objective, samples, plan, checkpoints=checkpoints, report=report)
    return objective.finished()


def logits(network: Any, films: Films, size: int) -> NDArray[Any]:
    """What a finished network says of plain films: ``(n, labels)``."""
    import torch

    network.eval()
    parts = []
    with torch.inference_mode():
        for start in range(0, len(films), BATCH):
            batch = prepared(films[start : start + BATCH], size).contiguous(memory_format=torch.channels_last)
            parts.append(network._fc(feature_maps(network, batch)[1].mean(dim=(2, 3))))
    return torch.cat(parts).numpy()
