"""A small run for `kill -9`: a network with dropout, batch norm and a layout of its own; started again it goes on."""

from __future__ import annotations

import hashlib
import json
import math
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.encoders.image_network import channels_last
from core.training.loop import Objective, Plan, fit

PLAN = Plan(epochs=6, batch=8, rate=0.01, accumulate=2, checkpoint_steps=2, patience=5, seed=3)
STEPS = 18
MIDWAY = "midway"


class Numbers:
    """Forty-eight small pictures, with noise that each batch draws."""

    def __init__(self) -> None:
        self.pictures = np.random.default_rng(1).normal(size=(48, 3, 6, 6)).astype(np.float32)

    def __len__(self) -> int:
        return len(self.pictures)

    def batch(self, rows: NDArray[np.intp], random: np.random.Generator) -> Any:
        import torch

        pictures = self.pictures[rows] + random.normal(0, 0.1, (len(rows), 3, 6, 6)).astype(np.float32)
        return torch.from_numpy(pictures), torch.from_numpy(self.pictures[rows].mean(axis=(1, 2, 3)) > 0)


class Learns(Objective):
    """Whether the mean is positive."""

    def __init__(self, width: int) -> None:
        import torch
        from torch import nn

        torch.manual_seed(0)
        convolution = channels_last(nn.Conv2d(3, width, 3))
        layers = [
            convolution,
            nn.BatchNorm2d(width),
            nn.ReLU(),
            nn.Dropout(0.2),
            nn.Flatten(),
            nn.Linear(width * 16, 1),
        ]
        self.module = nn.Sequential(*layers)

    def loss(self, batch: Any) -> Any:
        from torch.nn.functional import binary_cross_entropy_with_logits

        pictures, truth = batch
        return binary_cross_entropy_with_logits(self.module(pictures)[:, 0], truth.float())


def network(width: int = 8) -> Learns:
    """Always the same one."""
    return Learns(width)


def figure(objective: Learns) -> Callable[[], float]:
    """A validation figure that goes up and down."""
    return lambda: math.sin(1000 * float(next(objective.module.parameters()).detach().double().sum()))


def digest_of(objective: Learns) -> str:
    """SHA-256 of all state."""
    state = objective.module.state_dict().values()
    return hashlib.sha256(b"".join(value.contiguous().numpy().tobytes() for value in state)).hexdigest()


def main(folder: Path) -> None:
    """Train, wait midway to be killed where the folder was empty, and say how it ended."""
    import torch

    torch.set_num_threads(1)
    calls: list[float] = []
    wait = 0 if any(folder.glob("step-*")) else 30

    def report(share: float, words: str) -> None:
        calls.append(share)
        if len(calls) == STEPS // 2:
            print(MIDWAY, flush=True)
            time.sleep(wait)

    objective = network()
    history = fit(objective, Numbers(), PLAN, validate=figure(objective), checkpoints=folder, report=report)
    ended = {"losses": history.losses, "figures": history.figures, "weights": digest_of(objective)}
    print(json.dumps({**ended, "resumed": STEPS + 1 - len(calls)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
