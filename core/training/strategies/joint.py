"""Joint training: every encoder and the transformer that joins their tokens learn together, end to end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from core.encoders.encoder import Encoded, Encoder
from core.fusion.fuser import Input
from core.recipe import TrainingRecipe
from core.training.strategies.supervised import Supervised, rest_norms, spread

if TYPE_CHECKING:
    from torch import Tensor, nn

DROP = 0.3
"""Chance that a role is left out; to be given to the samples (ModDrop, Neverova et al., PAMI 2016)."""


class Joint(Supervised):
    """Encoders under early fusion's network, which knows a missing role by an embedding of its own."""

    def new_head(self) -> nn.ModuleDict:
        """A small joint transformer over all tokens."""
        from torch import nn

        from core.fusion.joint_network import JointNetwork, Shape

        inputs = [Input(role, "tokens", encoder.token_width) for role, encoder in self.encoders.items()]
        return nn.ModuleDict({"joint": JointNetwork(inputs, len(self.labels), Shape())})

    def joined(self, encoded: Mapping[str, Encoded], present: Mapping[str, Tensor], count: int) -> Tensor:
        """All tokens through one transformer."""
        import torch

        network = self.head["joint"]
        contents, masks, there = [], [], []
        for role, encoder in self.encoders.items():
            one = encoded.get(role)
            device = next(iter(present.values())).device
            if one is None:
                contents.append(torch.zeros(count, 1, encoder.token_width, device=device))
                masks.append(torch.zeros(count, 1, dtype=torch.bool, device=device))
                there.append(torch.zeros(count, dtype=torch.bool, device=device))
            else:
                places = present[role]
                contents.append(spread(one.tokens, places, count))
                masks.append(spread(one.mask, places, count))
                there.append(spread(torch.ones_like(places, dtype=torch.bool), places, count))
        scores: Tensor = network(contents, masks, torch.stack(there, dim=1))
        return scores

    def begin(self, epoch: int) -> None:
        """Batch norms of the encoders stay as published."""
        rest_norms(self.module["encoders"])  # type: ignore[index]


def open_joint(encoders: Mapping[str, Encoder], labels: Sequence[str], training: TrainingRecipe) -> Joint:
    """As a recipe asks for it."""
    for encoder in encoders.values():
        encoder.module.requires_grad_(True)
    return Joint(encoders, labels)
