"""BLIP-2's second stage: what the queries found, as a prefix to a causal language model."""

from __future__ import annotations

from typing import Any

import torch  # noqa: TID253 - only imported from functions
from torch import Tensor, nn  # noqa: TID253

from core.architectures.networks.aligner import Aligner
from core.architectures.networks.qformer import QFormer


class Blip2(nn.Module):
    """Image tokens through the queries into a language model (Li et al., BLIP-2, ICML 2023, section 3.3).

    Args:
        qformer: The query transformer.
        language: A causal language model of transformers.
        aligner: Heads of the first stage over the same query transformer, where it is to be trained.
    """

    def __init__(self, qformer: QFormer, language: Any, aligner: Aligner | None = None) -> None:
        super().__init__()
        self.qformer = qformer
        self.aligner = aligner
        self.language = language
        self.project = nn.Linear(qformer.shape.width, language.get_input_embeddings().embedding_dim)

    def prefix(self, image: Tensor, image_mask: Tensor) -> Tensor:
        """``(b, queries, language width)``: what the language model reads before the text."""
        found: Tensor = self.project(self.qformer.look(image, image_mask))
        return found

    def forward(self, ids: Tensor, text_mask: Tensor, image: Tensor, image_mask: Tensor) -> Tensor:
        """``(b, n, vocabulary)``: logits of the next token after each of ``ids (b, n)``."""
        inputs = self.prefixed(ids, text_mask, image, image_mask)
        logits: Tensor = self.language(**inputs, use_cache=False).logits
        return logits[:, -ids.shape[1] :]

    def prefixed(self, ids: Tensor, text_mask: Tensor, image: Tensor, image_mask: Tensor) -> dict[str, Tensor]:
        """Prefix and text as the language model takes them."""
        found, words = self.prefix(image, image_mask), self.language.get_input_embeddings()(ids)
        mask = torch.cat([text_mask.new_ones(found.shape[:2]), text_mask], dim=1)
        return {"inputs_embeds": torch.cat([found, words], dim=1), "attention_mask": mask.long()}

    def generate(self, ids: Tensor, text_mask: Tensor, image: Tensor, image_mask: Tensor, **settings: Any) -> Tensor:
        """``(b, at most the longest answer)``: token numbers of the answers to ``ids (b, n)``, padded on the left.

        Args:
            ids: ``(b, n)``.
            text_mask: ``(b, n)``.
            image: ``(b, m, token_width)``.
            image_mask: ``(b, m)``.
            **settings: For ``generate`` of transformers.
        """
        found: Tensor = self.language.generate(**self.prefixed(ids, text_mask, image, image_mask), **settings)
        return found
