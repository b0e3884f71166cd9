"""Low-rank adaptation: the encoders stay, and small matrices beside their own learn (E. Hu et al., ICLR 2022)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.encoders.adaptation import adapt
from core.encoders.encoder import Encoder
from core.recipe import TrainingRecipe
from core.training.strategies.supervised import Supervised, rest_norms

RANK = 8


class LowRank(Supervised):
    """Adapted encoders under a linear head; only what the adaptation added and the head learn."""

    def begin(self, epoch: int) -> None:
        """Batch norms stay as published."""
        for encoder in self.encoders.values():
            rest_norms(encoder.module)


def open_lora(encoders: Mapping[str, Encoder], labels: Sequence[str], training: TrainingRecipe) -> LowRank:
    """As a recipe asks for it."""
    for encoder in encoders.values():
        adapt(encoder, "lora", rank=training.rank or RANK)
    return LowRank(encoders, labels)
