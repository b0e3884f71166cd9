"""Transfer learning on few films: the early stacks stay as they were published, the late ones learn.

What the early stacks make of each film and of its augmented versions is computed once and kept, so that an epoch
costs only the late stacks, and every fold shares it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.encoders.image_preparation import GRAY_MEAN, GRAY_SPREAD
from core.training.augment import Augmentation
from core.training.films import prepared

if TYPE_CHECKING:
    from torch import Tensor, nn

Films = Sequence[NDArray[np.uint8]]
BATCH = 16


@dataclass(frozen=True)
class Plan:
    """How the late stacks learn.

    Attributes:
        size: Side of the network's input, pixels.
        frozen: How many of the seven stacks stay as published.
        versions: Augmented versions of each film.
        epochs: Passes over the films, each with one version of every film.
        rate: Peak learning rate of the stacks.
        read_out_rate: Peak learning rate of the linear read-out.
        decay: Weight decay (decoupled).
        dropout: Before the read-out.
        drop_connect: Stochastic depth.
        auxiliary: Weight of the tasks that only shape the features.
    """

    size: int
    frozen: int = 4
    versions: int = 8
    epochs: int = 8
    rate: float = 4e-4
    read_out_rate: float = 2e-3
    decay: float = 0.05
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
            for
            it while training, which is dropped afterwards: the network need not learn the collection from the pixels.
    """

    labels: NDArray[Any]
    auxiliary: NDArray[Any]
    nuisance: NDArray[Any]


def early_maps(network: nn.Module, films: Films, plan: Plan, seed: int) -> Tensor:
    """What the frozen stacks make of each film, the plain one first: ``(n, 1 + versions, c, h, w)``, half precision."""
    import torch

    random = torch.Generator().manual_seed(seed)
    network.eval()
    rows = []
    with torch.inference_mode():
        for start in range(0, len(films), BATCH):
            some = films[start : start + BATCH]
            plain = prepared(some, plan.size)
            raw = torch.stack([_shrunk(film, plan.size) for film in some])
            versions = [_normalised(Augmentation()(raw, plan.size, random)) for _ in range(plan.versions)]
            maps = [_early(network, batch, plan.frozen).half() for batch in (plain, *versions)]
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


class _Learner:
    """One run: a network, its read-outs and its optimiser.

    Args:
        network: As published; its late stacks are changed in place.
        targets: Of all films.
        rows: Which of them may be seen.
        plan: How to learn.
        steps: How many batches there will be.
    """

    def __init__(self, network: Any, targets: Targets, rows: NDArray[np.intp], plan: Plan, steps: int) -> None:
        import torch
        from torch import nn

        self.network, self.plan = network, plan
        self.tasks = torch.from_numpy(np.column_stack([targets.labels, targets.auxiliary]).astype(np.float32))
        self.nuisance = torch.from_numpy(targets.nuisance.astype(np.float32))[:, None]
        self.labels, width = targets.labels.shape[1], self.tasks.shape[1]
        self.weights = torch.ones(width)
        self.weights[self.labels :] = plan.auxiliary
        self.read_out, self.shift = nn.Linear(1280, width), nn.Parameter(torch.zeros(width))
        share = self.tasks[torch.from_numpy(rows)].mean(dim=0).clamp(0.005, 0.995)
        with torch.no_grad():
            self.read_out.weight.zero_()
            self.read_out.bias.copy_(torch.logit(share))
        self.late = _late_parameters(network, plan.frozen)
        rates = [plan.rate, plan.read_out_rate, 0.02]
        groups = (self.late, list(self.read_out.parameters()), [self.shift])
        self.optimiser = torch.optim.AdamW(
            [{"params": group, "lr": rate} for group, rate in zip(groups, rates, strict=True)], weight_decay=plan.decay
        )
        self.schedule = torch.optim.lr_scheduler.OneCycleLR(self.optimiser, rates, total_steps=steps, pct_start=0.2)

    def step(self, maps: Tensor, rows: Tensor) -> None:
        """Learn from one batch."""
        from torch.nn.functional import binary_cross_entropy_with_logits, dropout
        from torch.nn.utils import clip_grad_norm_

        pooled = dropout(_late(self.network, maps, self.plan.frozen), self.plan.dropout)
        logits = self.read_out(pooled) + self.shift * self.nuisance[rows]
        loss = binary_cross_entropy_with_logits(logits, self.tasks[rows], reduction="none")
        self.optimiser.zero_grad()
        total: Any = (loss * self.weights).sum(dim=1).mean()
        total.backward()
        clip_grad_norm_(self.late, 5.0)
        self.optimiser.step()
        self.schedule.step()

    def finished(self) -> Any:
        """The network at rest, with the labels' read-out in its place."""
        from torch import nn

        layer = nn.Linear(1280, self.labels)
        layer.weight.data = self.read_out.weight.data[: self.labels].clone()
        layer.bias.data = self.read_out.bias.data[: self.labels].clone()
        self.network._fc = layer
        return self.network.eval()


def finetune(network: Any, maps: Tensor, targets: Targets, rows: NDArray[np.intp], plan: Plan, seed: int) -> Any:
    """Train the late stacks and a read-out.

    Args:
        network: As published, with the plan's stochastic depth.
        maps: From :func:`early_maps`, of all films.
        targets: Of all films.
        rows: Which films may be seen.
        plan: How to learn.
        seed: Of the order, the versions and everything dropped.

    Returns:
        The network, its ``_fc`` reading out the labels.
    """
    import torch

    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    batches = len(rows) // BATCH
    learner = _Learner(network, targets, rows, plan, plan.epochs * batches)
    for _ in range(plan.epochs):
        _learning(network)
        order = random.permutation(rows)[: batches * BATCH].reshape(batches, BATCH)
        for batch in order:
            versions = random.integers(1, maps.shape[1], BATCH)
            learner.step(maps[batch, versions], torch.from_numpy(batch))
    return learner.finished()


def _learning(network: nn.Module) -> None:
    """Stochastic depth on, batch norms as published: batches of sixteen are too small to estimate them from."""
    from torch import nn

    network.train()
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.eval()


def _late_parameters(network: Any, frozen: int) -> list[nn.Parameter]:
    modules = [*list(network._blocks)[frozen:], network._conv_head, network._bn1]
    return [parameter for module in modules for parameter in module.parameters()]


def logits(network: Any, maps: Tensor, rows: NDArray[np.intp], plan: Plan) -> NDArray[Any]:
    """What a finished network says of plain films: ``(len(rows), labels)``."""
    import torch

    network.eval()
    with torch.inference_mode():
        parts = [
            network._fc(_late(network, maps[some, 0], plan.frozen))
            for some in np.array_split(rows, max(1, len(rows) // BATCH))
        ]
    return torch.cat(parts).numpy()
