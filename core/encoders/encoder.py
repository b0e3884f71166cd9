"""What every encoder is: content in, one vector and a sequence of tokens out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.case import Content, Modality

if TYPE_CHECKING:
    from torch import Tensor, nn

Batch = Mapping[str, "Tensor"]


@dataclass(frozen=True)
class Encoded:
    """A batch as an encoder leaves it.

    Attributes:
        vector: ``(b, width)``: the embedding.
        tokens: ``(b, n, token_width)``: the sequence, for fusers and bridges that look closer.
        mask: ``(b, n)``, true where a token stands and false where the batch was padded.
    """

    vector: Tensor
    tokens: Tensor
    mask: Tensor


class Encoder(ABC):
    """Turns one modality's content into an embedding and tokens.

    Three steps, so that a training loop can prepare once, batch as it likes and differentiate through the last:
    :meth:`prepare` one content, :meth:`collate` several, :meth:`encode` the batch.

    Attributes:
        modality: What it reads.
        width: Length of the vector.
        token_width: Length of a token.
        module: Every parameter that training may change; in evaluation mode until someone trains it.
    """

    modality: Modality
    width: int
    token_width: int
    module: nn.Module

    @abstractmethod
    def prepare(self, content: Content) -> Batch:
        """One content as tensors without a batch dimension; no gradient flows here.

        Raises:
            Refused: the content is not what this encoder reads; one sentence.
        """

    def collate(self, prepared: Sequence[Batch]) -> dict[str, Tensor]:
        """Several prepared contents as one batch; encoders with sequences override it to pad."""
        import torch

        return {key: torch.stack([one[key] for one in prepared]) for key in prepared[0]}

    @abstractmethod
    def encode(self, batch: Batch) -> Encoded:
        """The batch through the module; differentiable."""

    def embed(self, contents: Sequence[Content]) -> Encoded:
        """Contents to embeddings, without gradients."""
        import torch

        with torch.inference_mode():
            return self.encode(self.collate([self.prepare(content) for content in contents]))
