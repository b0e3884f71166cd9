"""BLIP-2's first stage: three objectives that teach queries to find in an image what words say about it."""

from __future__ import annotations

import math

import torch  # noqa: TID253 - only imported from functions
from torch import Tensor, nn  # noqa: TID253
from torch.nn.functional import cross_entropy, linear, normalize  # noqa: TID253

from core.architectures.networks.contrastive import FIRST_SCALE, held_scale, pair_loss, same_concept
from core.architectures.networks.qformer import QFormer

NOT_LEARNT = -100


class Aligner(nn.Module):
    """Heads over a query transformer (Li et al., BLIP-2, ICML 2023, section 3.2).

    Args:
        qformer: The query transformer, with a vocabulary.
        shared: Width of the space in which queries and texts are compared.
        start: Token with which a caption begins, in place of the text's first token; None: no captioning head.
    """

    def __init__(self, qformer: QFormer, shared: int, start: int | None) -> None:
        super().__init__()
        width, vocabulary = qformer.shape.width, qformer.shape.vocabulary
        self.qformer, self.start = qformer, start
        self.image_head, self.text_head = nn.Linear(width, shared), nn.Linear(width, shared)
        self.match_head = nn.Linear(width, 2)
        if start is not None:
            self.log_scale = nn.Parameter(torch.tensor(math.log(FIRST_SCALE)))
            self.word_head = nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.LayerNorm(width, eps=1e-12))
            self.word_bias = nn.Parameter(torch.zeros(vocabulary))

    def embed_image(self, image: Tensor, image_mask: Tensor) -> Tensor:
        """``(b, queries, shared)`` unit vectors."""
        return normalize(self.image_head(self.qformer.look(image, image_mask)), dim=-1)

    def embed_text(self, ids: Tensor, text_mask: Tensor) -> Tensor:
        """``(b, shared)`` unit vectors, from the first token."""
        return normalize(self.text_head(self.qformer.read(ids, text_mask)[:, 0]), dim=-1)

    def similarity(self, images: Tensor, texts: Tensor) -> Tensor:
        """``(images, texts)``: the cosine of each text and the query that is nearest to it."""
        return torch.einsum("iqw,tw->itq", images, texts).amax(-1)

    def match(self, image: Tensor, image_mask: Tensor, ids: Tensor, text_mask: Tensor) -> Tensor:
        """``(b, 2)``: logits of not belonging together and of belonging together, the mean over the queries."""
        asking, _ = self.qformer.look_and_read(image, image_mask, ids, text_mask)
        found: Tensor = self.match_head(asking).mean(1)
        return found

    def speak(self, image: Tensor, image_mask: Tensor, ids: Tensor, text_mask: Tensor) -> Tensor:
        """``(b, n, vocabulary)``: logits of the next word, from the image and the words before it."""
        begun = torch.cat([torch.full_like(ids[:, :1], self.start or 0), ids[:, 1:]], dim=1)
        _, words = self.qformer.look_and_read(image, image_mask, begun, text_mask, causal=True)
        return linear(self.word_head(words), self.qformer.words.weight, self.word_bias)

    def forward(
        self, image: Tensor, image_mask: Tensor, ids: Tensor, text_mask: Tensor, concepts: Tensor | None = None
    ) -> dict[str, Tensor]:
        """The three losses of a batch of pairs; their sum is what the first stage learns from.

        Args:
            image: ``(b, m, token_width)``.
            image_mask: ``(b, m)``.
            ids: ``(b, n)``.
            text_mask: ``(b, n)``.
            concepts: ``(b,)``: rows of one concept are not each other's negatives. None: every row is its own.
        """
        same = same_concept(torch.arange(len(ids), device=ids.device), concepts)
        similarity = self.similarity(self.embed_image(image, image_mask), self.embed_text(ids, text_mask))
        logits = similarity * held_scale(self.log_scale, self.training)
        return {
            "contrastive": pair_loss(logits, same),
            "matching": self._matching((image, image_mask), (ids, text_mask), logits.detach(), same),
            "captioning": next_word_loss(self.speak(image, image_mask, ids, text_mask), _targets(ids, text_mask)),
        }

    def _matching(
        self, image: tuple[Tensor, Tensor], text: tuple[Tensor, Tensor], logits: Tensor, same: Tensor
    ) -> Tensor:
        """Cross entropy of true pairs, and of each image and each text with a hard negative.

        Negatives are drawn with the probability that the contrastive head gives them; rows without any other concept
        in the batch have none.
        """
        rows = (~same).any(1).nonzero()[:, 0]
        everyone = torch.arange(len(same), device=same.device)
        images = torch.cat([everyone, rows, hard_negatives(logits.T, same, rows)])
        texts = torch.cat([everyone, hard_negatives(logits, same, rows), rows])
        found = self.match(*(x[images] for x in image), *(x[texts] for x in text))
        return cross_entropy(found, (torch.arange(len(images), device=same.device) < len(same)).long())


def hard_negatives(logits: Tensor, same: Tensor, rows: Tensor) -> Tensor:
    """For each of the rows, one column of another concept, drawn in proportion to its softmax."""
    chances = logits.masked_fill(same, -math.inf)[rows].softmax(-1)
    return torch.multinomial(chances, 1)[:, 0] if len(rows) else rows


def _targets(ids: Tensor, text_mask: Tensor) -> Tensor:
    """The text as labels: every word but padding."""
    return ids.masked_fill(~text_mask, NOT_LEARNT)


def next_word_loss(logits: Tensor, labels: Tensor) -> Tensor:
    """Mean cross entropy of each label given what stands before it.

    Args:
        logits: ``(b, n, vocabulary)``; position ``i`` speaks of token ``i + 1``.
        labels: ``(b, n)``, aligned with the tokens; -100 where nothing is to be learnt.
    """
    return cross_entropy(logits[:, :-1].flatten(0, 1), labels[:, 1:].flatten(), ignore_index=NOT_LEARNT)
