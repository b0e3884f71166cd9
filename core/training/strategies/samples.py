"""Cases as the supervised strategies take them: every content prepared once, roles dropped while training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.case import Content
from core.encoders.encoder import Batch, Encoder


class CaseSamples:
    """Cases with their labels; a role that is absent from a case is absent from the batch, and never zeros.

    Args:
        encoders: Role to encoder.
        cases: Role to content; roles may be missing, though not all of them.
        truth: ``(n, labels)`` of 0 and 1, NaN where unknown.
        drop: Chance that a role is left out of a sample, so that every pattern of missing roles is met; at least one
            role always stays.
    """

    def __init__(
        self,
        encoders: Mapping[str, Encoder],
        cases: Sequence[Mapping[str, Content]],
        truth: NDArray[Any],
        drop: float = 0.0,
    ) -> None:
        self.encoders, self.drop = encoders, drop
        self._truth = np.asarray(truth, np.float32)
        self._prepared: dict[str, dict[int, Batch]] = {
            role: {row: encoder.prepare(case[role]) for row, case in enumerate(cases) if role in case}
            for role, encoder in encoders.items()
        }

    def __len__(self) -> int:
        return len(self._truth)

    def batch(self, rows: NDArray[np.intp], random: np.random.Generator) -> dict[str, Any]:
        """``inputs``: role to ``places`` in the batch ``(k,)`` and their ``batch``; ``truth``: ``(b, labels)``."""
        import torch

        kept = self._kept(rows, random)
        inputs = {}
        for column, (role, encoder) in enumerate(self.encoders.items()):
            places = np.flatnonzero(kept[:, column])
            if len(places):
                batch = encoder.collate([self._prepared[role][int(row)] for row in rows[places]])
                inputs[role] = {"places": torch.from_numpy(places), "batch": batch}
        return {"inputs": inputs, "truth": torch.from_numpy(self._truth[rows])}

    def _kept(self, rows: NDArray[np.intp], random: np.random.Generator) -> NDArray[np.bool_]:
        """``(b, roles)``: present, and not dropped."""
        there = np.array([[int(row) in one for one in self._prepared.values()] for row in rows])
        kept = there & (random.uniform(size=there.shape) >= self.drop)
        lost = ~kept.any(axis=1)
        favoured = np.argmax(random.uniform(size=there.shape) * there, axis=1)
        kept[np.flatnonzero(lost), favoured[lost]] = True
        present: NDArray[np.bool_] = kept & there
        return present
