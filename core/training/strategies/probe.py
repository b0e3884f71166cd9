"""Linear probe: the encoders stay as they are to the last byte, and only a linear head learns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.encoders.encoder import Encoder
from core.recipe import TrainingRecipe
from core.training.strategies.supervised import Supervised, freeze


class LinearProbe(Supervised):
    """Frozen encoders under a linear head (G. Alain and Y. Bengio, arXiv 1610.01644)."""

    def begin(self, epoch: int) -> None:
        """The loop puts everything into training mode; the encoders go back to rest."""
        for encoder in self.encoders.values():
            freeze(encoder.module)


def open_probe(encoders: Mapping[str, Encoder], labels: Sequence[str], training: TrainingRecipe) -> LinearProbe:
    """As a recipe asks for it."""
    for encoder in encoders.values():
        freeze(encoder.module)
    return LinearProbe(encoders, labels)
