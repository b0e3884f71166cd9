"""Transfer learning on few films: the early stacks stay as they were published, the late ones learn.

What the early stacks make of each film and of its augmented versions is computed once and kept, so that an epoch
costs only the late stacks, and every fold shares it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.encoders.image_preparation import GRAY_MEAN, GRAY_SPREAD
from core.training.augment import Augmentation
from core.training.films import prepared
from core.training.loop import Objective, Plan, Report, fit

if TYPE_CHECKING:
    from torch import Tensor, nn

Films = Sequence[NDArray[np.uint8]]
BATCH = 16
SHIFT = 50.0


@dataclass(frozen=True)
class Layers:
    """Which stacks learn, and from what.

    Attributes:
        size: Side of the network's input, pixels.
        frozen: How many of the seven stacks stay as published.
        versions: Augmented versions of each film, of which every epoch draws one.
        read_out: How many times faster than the stacks the linear read-out learns.
        dropout: Before the read-out.
        drop_connect: Stochastic depth.
        auxiliary: Weight of the tasks that only shape the features.
    """

    size: int
    frozen: int = 4
    versions: int = 8
    read_out: float = 5.0
    dropout: float = 0.3
    drop_connect: float = 0.1
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


def early_maps(network: nn.Module, films: Films, layers: Layers, seed: int) -> Tensor:
    """What the frozen stacks make of each film, the plain one first: ``(n, 1 + versions, c, h, w)``, half precision."""
    import torch

    random = torch.Generator().manual_seed(seed)
    network.eval()
    rows = []
    with torch.inference_mode():
        for start in range(0, len(films), BATCH):
            some = films[start : start + BATCH]
            plain = prepared(some, layers.size)
            raw = torch.stack([_shrunk(film, layers.size) for film in some])
            versions = [_normalised(Augmentation()(raw, layers.size, random)) for _ in range(layers.versions)]
            maps = [_early(network, batch, layers.frozen).half() for batch in (plain, *versions)]
            rows.append(torch.stack(maps, dim=1))
    return torch.cat(rows)


def _shrunk(film: NDArray[np.uint8], size: int) -> Tensor:
    """A tenth larger than the network's input, so that augmentation does not resample the full film."""
    import torch
    from torch.nn.functional import interpolate

    gray = torch.from_numpy(film.astype(np.float32) / 255.0)[None, None]
    side = int(size * 1.1)
    return interpolate(gray, size=(side, side), mode="area")[0]


def _normalised(films: Tensor) -> Tensor:
    return (films - GRAY_MEAN) / GRAY_SPREAD


def _early(network: Any, films: Tensor, frozen: int) -> Tensor:
    import torch

    films = films.contiguous(memory_format=torch.channels_last)
    x: Tensor = network._swish(network._bn0(network._conv_stem(network._conv_stem_padding(films))))
    for stack in list(network._blocks)[:frozen]:
        x = stack(x)
    return x


def _late(network: Any, maps: Tensor, frozen: int) -> Tensor:
    """Pooled last map of each film: ``(n, 1280)``."""
    import torch

    x = maps.float().contiguous(memory_format=torch.channels_last)
    for stack in list(network._blocks)[frozen:]:
        x = stack(x)
    last = network._swish(network._bn1(network._conv_head(network._conv_head_padding(x))))
    pooled: Tensor = last.mean(dim=(2, 3))
    return pooled


class CachedMaps:
    """The films that may be seen, each batch with one augmented version of each; ``Samples`` of the loop.

    Args:
        maps: From :func:`early_maps`, of all films.
        rows: Which films may be seen.
    """

    def __init__(self, maps: Tensor, rows: NDArray[np.intp]) -> None:
        self._maps, self._rows = maps, rows

    def __len__(self) -> int:
        return len(self._rows)

    def batch(self, rows: NDArray[np.intp], random: np.random.Generator) -> tuple[Tensor, Tensor]:
        """Maps ``(b, c, h, w)`` and the numbers of the films ``(b,)``."""
        import torch

        films = self._rows[rows]
        versions = random.integers(1, self._maps.shape[1], len(films))
        return self._maps[films, versions], torch.from_numpy(films)


class LateStacks(Objective):
    """The late stacks and a read-out, learning from what the early ones made of the films.

    Args:
        network: As published; its late stacks are changed in place.
        targets: Of all films.
        rows: Which of them may be seen: the read-out starts from their shares.
        layers: Which stacks learn.
    """

    def __init__(self, network: Any, targets: Targets, rows: NDArray[np.intp], layers: Layers) -> None:
        import torch
        from torch import nn

        self.network, self.layers = network, layers
        self.tasks = torch.from_numpy(np.column_stack([targets.labels, targets.auxiliary]).astype(np.float32))
        self.nuisance = torch.from_numpy(targets.nuisance.astype(np.float32))[:, None]
        self.labels, width = targets.labels.shape[1], self.tasks.shape[1]
        self.weights = torch.ones(width)
        self.weights[self.labels :] = layers.auxiliary
        self.read_out, self.shift = nn.Linear(1280, width), nn.Linear(1, width, bias=False)
        share = self.tasks[torch.from_numpy(rows)].mean(dim=0).clamp(0.005, 0.995)
        with torch.no_grad():
            self.read_out.weight.zero_()
            self.read_out.bias.copy_(torch.logit(share))
            self.shift.weight.zero_()
        self.module = nn.ModuleDict({"network": network, "read_out": self.read_out, "shift": self.shift})

    def groups(self, rate: float) -> list[dict[str, Any]]:
        """The late stacks, the read-out, and the collection's shift, which is found at once."""
        late = _late_parameters(self.network, self.layers.frozen)
        return [
            {"params": late, "lr": rate},
            {"params": list(self.read_out.parameters()), "lr": rate * self.layers.read_out},
            {"params": list(self.shift.parameters()), "lr": rate * SHIFT},
        ]

    def begin(self, epoch: int) -> None:
        """Stochastic depth on, batch norms as published: batches of sixteen are too small to estimate them from."""
        from torch import nn

        for module in self.network.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.eval()

    def loss(self, batch: tuple[Tensor, Tensor]) -> Tensor:
        """Mean over the films of the weighted sum over tasks."""
        from torch.nn.functional import binary_cross_entropy_with_logits, dropout

        maps, films = batch
        pooled = dropout(_late(self.network, maps, self.layers.frozen), self.layers.dropout)
        logits = self.read_out(pooled) + self.shift(self.nuisance[films])
        loss = binary_cross_entropy_with_logits(logits, self.tasks[films], reduction="none")
        total: Tensor = (loss * self.weights).sum(dim=1).mean()
        return total

    def finished(self) -> Any:
        """The network at rest, with the labels' read-out in its place."""
        from torch import nn

        layer = nn.Linear(1280, self.labels)
        layer.weight.data = self.read_out.weight.data[: self.labels].clone()
        layer.bias.data = self.read_out.bias.data[: self.labels].clone()
        self.network._fc = layer
        return self.network.eval()


def finetune(
    network: Any,
    maps: Tensor,
    targets: Targets,
    rows: NDArray[np.intp],
    layers: Layers,
    plan: Plan,
    *,
    checkpoints: Path | None = None,
    report: Report | None = None,
) -> Any:
    """Train the late stacks and a read-out.

    Args:
        network: As published, with stochastic depth.
        maps: From :func:`early_maps`, of all films.
        targets: Of all films.
        rows: Which films may be seen.
        layers: Which stacks learn.
        plan: How the loop runs.
        checkpoints: Folder of this run's checkpoints.
        report: Progress.

    Returns:
        The network, its ``_fc`` reading out the labels.

    Raises:
        TrainingError: as :func:`core.training.loop.fit` does.
    """
    objective = LateStacks(network, targets, rows, layers)
    fit(objective, CachedMaps(maps, rows), plan, checkpoints=checkpoints, report=report)
    return objective.finished()


def _late_parameters(network: Any, frozen: int) -> list[nn.Parameter]:
    modules = [*list(network._blocks)[frozen:], network._conv_head, network._bn1]
    return [parameter for module in modules for parameter in module.parameters()]


def logits(network: Any, maps: Tensor, rows: NDArray[np.intp], layers: Layers) -> NDArray[Any]:
    """What a finished network says of plain films: ``(len(rows), labels)``."""
    import torch

    network.eval()
    with torch.inference_mode():
        parts = [
            network._fc(_late(network, maps[some, 0], layers.frozen))
            for some in np.array_split(rows, max(1, len(rows) // BATCH))
        ]
    return torch.cat(parts).numpy()
