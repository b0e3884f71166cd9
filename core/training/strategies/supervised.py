"""What the supervised strategies share: several encoders, a head that joins what is present, and labels to learn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from core.encoders.encoder import Encoded, Encoder
from core.training.loop import Objective

if TYPE_CHECKING:
    from torch import Tensor, nn


class Supervised(Objective):
    """Encoders and a head, learning labels; how far the encoders learn is each strategy's own.

    Without more said, the head is a sum: one linear map of each role's vector, its offset included, and a prior. A role
    that is absent adds nothing at all.

    Args:
        encoders: Role to encoder.
        labels: What is learnt.

    Attributes:
        head: Everything that is not an encoder.
    """

    def __init__(self, encoders: Mapping[str, Encoder], labels: Sequence[str]) -> None:
        from torch import nn

        self.encoders, self.labels = dict(encoders), tuple(labels)
        self.head = self.new_head()
        modules = nn.ModuleDict({role: encoder.module for role, encoder in self.encoders.items()})
        self.module = nn.ModuleDict({"encoders": modules, "head": self.head})

    def new_head(self) -> nn.ModuleDict:
        """An untrained head; a linear map of each role's vector unless a strategy says else."""
        from torch import nn

        maps = {role: nn.Linear(encoder.width, len(self.labels)) for role, encoder in self.encoders.items()}
        return nn.ModuleDict(maps)

    def joined(self, encoded: Mapping[str, Encoded], present: Mapping[str, Tensor], count: int) -> Tensor:
        """Scores ``(count, labels)`` of the roles' encodings.

        Args:
            encoded: Role to its encodings of the samples in which it is present.
            present: Role to their places in the batch, ``(k,)``.
            count: Samples in the batch.
        """
        parts = [spread(self.head[role](one.vector), present[role], count) for role, one in encoded.items()]
        total: Tensor = sum(parts[1:], parts[0])
        return total

    def scores(self, batch: Mapping[str, Any]) -> Tensor:
        """``(b, labels)`` for a batch of :class:`core.training.strategies.samples.CaseSamples`."""
        inputs = batch["inputs"]
        encoded = {role: self.encoders[role].encode(given["batch"]) for role, given in inputs.items()}
        return self.joined(encoded, {role: given["places"] for role, given in inputs.items()}, len(batch["truth"]))

    def loss(self, batch: Mapping[str, Any]) -> Tensor:
        """Mean cross-entropy over the labels that are known."""
        import torch
        from torch.nn.functional import binary_cross_entropy_with_logits

        scores, truth = self.scores(batch), batch["truth"]
        known = ~torch.isnan(truth)
        loss = binary_cross_entropy_with_logits(scores.float(), torch.nan_to_num(truth), reduction="none")
        mean: Tensor = (loss * known).sum() / known.sum().clamp_min(1)
        return mean


def spread(values: Tensor, places: Tensor, count: int) -> Tensor:
    """Rows at their places among ``count``; the others are zero.

    Args:
        values: ``(k, ...)``.
        places: ``(k,)``.
        count: Rows of the result.
    """
    whole = values.new_zeros(count, *values.shape[1:])
    return whole.index_copy(0, places, values)


def freeze(module: nn.Module) -> None:
    """Nothing of it learns, and its running averages stay."""
    module.requires_grad_(False)
    module.eval()


def rest_norms(module: nn.Module) -> None:
    """Batch norms as published: the batches of fine-tuning are too small to estimate them from."""
    from torch.nn.modules.batchnorm import _BatchNorm

    for one in module.modules():
        if isinstance(one, _BatchNorm):
            one.eval()
