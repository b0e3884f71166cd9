"""A job whose processes can be compared: no dropout, and nothing drawn but the order."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.training.backends.job import Made
from core.training.loop import Objective

RANDOM = np.random.default_rng(5)
FEATURES = RANDOM.normal(size=(40, 6)).astype(np.float32)
TRUTH = FEATURES @ np.array([1, -1, 2, 0, 0, 0.5], np.float32) > 0


class Rows:
    """Forty rows."""

    def __len__(self) -> int:
        return len(FEATURES)

    def batch(self, rows: NDArray[np.intp], random: np.random.Generator) -> Any:
        import torch

        return torch.from_numpy(FEATURES[rows]), torch.from_numpy(TRUTH[rows].astype(np.float32))


class Halves(Objective):
    """Two linear maps, of which a batch reaches the second only where it holds a large number."""

    def __init__(self) -> None:
        import torch
        from torch import nn

        torch.manual_seed(0)
        self.always, self.sometimes = nn.Linear(6, 1), nn.Linear(6, 1)
        self.module = nn.ModuleDict({"always": self.always, "sometimes": self.sometimes})

    def loss(self, batch: Any) -> Any:
        from torch.nn.functional import binary_cross_entropy_with_logits

        features, truth = batch
        scores = self.always(features)
        large = features[:, 0] > 1.5
        if bool(large.any()):
            scores = scores + self.sometimes(features) * large[:, None]
        return binary_cross_entropy_with_logits(scores[:, 0], truth)


def make() -> Made:
    """What each process trains."""
    import torch

    torch.set_num_threads(1)
    objective = Halves()
    return objective, Rows(), lambda: -float(objective.loss(Rows().batch(np.arange(40), RANDOM)).detach())


def broken() -> Made:
    """What no process can train."""
    raise ValueError("The films are unreadable: look at the folder.")
