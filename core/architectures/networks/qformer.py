"""BLIP-2's query transformer: learned queries that look at an image, in one network with the words about it."""

from __future__ import annotations

from dataclasses import dataclass

import torch  # noqa: TID253 - only imported from functions
from torch import Tensor, nn  # noqa: TID253
from torch.nn.functional import gelu  # noqa: TID253

from core.architectures.networks.attention import attend, split


@dataclass(frozen=True)
class QFormerShape:
    """Sizes of the query transformer; the published one is 768 wide, 12 deep, with 32 queries.

    Attributes:
        token_width: Length of the image tokens that it looks at.
        width: Length of its own tokens.
        depth: Blocks.
        heads: Heads of each attention.
        inner: Width of the feed-forward layers.
        queries: Learned queries.
        every: Every how many blocks it looks at the image, from the first on.
        vocabulary: Size of the vocabulary; 0 for a network that reads no text.
        longest: Most tokens of a text.
        dropout: While training.
    """

    token_width: int
    width: int = 256
    depth: int = 4
    heads: int = 4
    inner: int = 1024
    queries: int = 16
    every: int = 2
    vocabulary: int = 0
    longest: int = 64
    dropout: float = 0.1


class Attention(nn.Module):
    """Attention with the residual and the norm after it, as in BERT."""

    def __init__(self, shape: QFormerShape, source_width: int) -> None:
        super().__init__()
        self.heads, self.share = shape.heads, shape.dropout
        self.query = nn.Linear(shape.width, shape.width)
        self.key = nn.Linear(source_width, shape.width)
        self.value = nn.Linear(source_width, shape.width)
        self.out = nn.Linear(shape.width, shape.width)
        self.norm = nn.LayerNorm(shape.width, eps=1e-12)
        self.dropout = nn.Dropout(shape.dropout)

    def forward(self, x: Tensor, source: Tensor, mask: Tensor) -> Tensor:
        """``x (b, n, width)`` after it looked at ``source (b, m, source_width)``; mask ``(b, n or 1, m)``."""
        q, k, v = (split(f(y), self.heads) for f, y in ((self.query, x), (self.key, source), (self.value, source)))
        found = self.out(attend(q, k, v, mask, self.share if self.training else 0.0))
        joined: Tensor = self.norm(x + self.dropout(found))
        return joined


class FeedForward(nn.Module):
    """Two linear layers with the residual and the norm after them."""

    def __init__(self, shape: QFormerShape) -> None:
        super().__init__()
        self.inner = nn.Linear(shape.width, shape.inner)
        self.outer = nn.Linear(shape.inner, shape.width)
        self.norm = nn.LayerNorm(shape.width, eps=1e-12)
        self.dropout = nn.Dropout(shape.dropout)

    def forward(self, x: Tensor) -> Tensor:
        """``(b, n, width)`` to the same."""
        joined: Tensor = self.norm(x + self.dropout(self.outer(gelu(self.inner(x)))))
        return joined


class Block(nn.Module):
    """Self-attention that queries and words share; a look at the image for queries; a feed-forward for each."""

    def __init__(self, shape: QFormerShape, looks: bool) -> None:
        super().__init__()
        self.attention = Attention(shape, shape.width)
        self.cross = Attention(shape, shape.token_width) if looks else None
        self.feed_query = FeedForward(shape)
        self.feed_text = FeedForward(shape) if shape.vocabulary else None

    def forward(self, x: Tensor, mask: Tensor, queries: int, image: Tensor | None, image_mask: Tensor | None) -> Tensor:
        """``(b, queries + words, width)`` to the same."""
        x = self.attention(x, x, mask)
        asking, words = x[:, :queries], x[:, queries:]
        if self.cross is not None and image is not None and image_mask is not None:
            asking = self.cross(asking, image, image_mask[:, None])
        parts = [self.feed_query(asking)] if queries else []
        if words.shape[1] and self.feed_text is not None:
            parts.append(self.feed_text(words))
        return torch.cat(parts, dim=1)


class QFormer(nn.Module):
    """The query transformer (Li et al., BLIP-2, ICML 2023)."""

    def __init__(self, shape: QFormerShape) -> None:
        super().__init__()
        self.shape = shape
        self.queries = nn.Parameter(torch.randn(1, shape.queries, shape.width) * shape.width**-0.5)
        self.norm = nn.LayerNorm(shape.width, eps=1e-12)
        self.dropout = nn.Dropout(shape.dropout)
        self.blocks = nn.ModuleList([Block(shape, i % shape.every == 0) for i in range(shape.depth)])
        if shape.vocabulary:
            self.words = nn.Embedding(shape.vocabulary, shape.width)
            self.positions = nn.Embedding(shape.longest, shape.width)
        self.apply(_start)

    def look(self, image: Tensor, image_mask: Tensor) -> Tensor:
        """What the queries found, ``(b, queries, width)``, in image tokens ``(b, n, token_width)`` and their mask."""
        x = self._enter(self.queries.expand(len(image), -1, -1))
        mask = torch.ones(len(image), 1, x.shape[1], dtype=torch.bool, device=x.device)
        return self._through(x, mask, x.shape[1], image, image_mask)

    def read(self, ids: Tensor, text_mask: Tensor) -> Tensor:
        """Words alone ``(b, n, width)``, each seeing all of them; from token numbers ``(b, n)`` and their mask."""
        return self._through(self._enter(self._embed(ids)), text_mask[:, None], 0, None, None)

    def look_and_read(
        self, image: Tensor, image_mask: Tensor, ids: Tensor, text_mask: Tensor, causal: bool = False
    ) -> tuple[Tensor, Tensor]:
        """Queries and words together: ``(b, queries, width)`` and ``(b, n, width)``.

        Args:
            image: ``(b, m, token_width)``.
            image_mask: ``(b, m)``.
            ids: ``(b, n)``.
            text_mask: ``(b, n)``.
            causal: Queries see no words, and words only those before them (the multimodal causal mask); otherwise
                everyone sees everyone.
        """
        count = self.shape.queries
        x = self._enter(torch.cat([self.queries.expand(len(ids), -1, -1), self._embed(ids)], dim=1))
        mask = together(text_mask, count, causal)
        x = self._through(x, mask, count, image, image_mask)
        return x[:, :count], x[:, count:]

    def _embed(self, ids: Tensor) -> Tensor:
        if ids.shape[1] > self.shape.longest:
            raise ValueError(f"A text of {ids.shape[1]} tokens is longer than the {self.shape.longest} that fit.")
        words: Tensor = self.words(ids) + self.positions.weight[: ids.shape[1]]
        return words

    def _enter(self, x: Tensor) -> Tensor:
        entered: Tensor = self.dropout(self.norm(x))
        return entered

    def _through(self, x: Tensor, mask: Tensor, count: int, image: Tensor | None, image_mask: Tensor | None) -> Tensor:
        for block in self.blocks:
            x = block(x, mask, count, image, image_mask)
        return x


def together(text_mask: Tensor, queries: int, causal: bool) -> Tensor:
    """Who sees whom, ``(b, queries + n, queries + n)``, for the mask ``(b, n)`` of the words."""
    count, n = len(text_mask), text_mask.shape[1]
    mask = torch.cat([text_mask.new_ones(count, queries), text_mask], dim=1)[:, None].expand(-1, queries + n, -1)
    if not causal:
        return mask
    order = torch.ones(queries + n, queries + n, dtype=torch.bool, device=mask.device).tril()
    order[:queries, :queries] = True
    return mask & order


def _start(module: nn.Module) -> None:
    """Weights at the start: variance kept from layer to layer, which narrow networks need; offsets zero."""
    if isinstance(module, nn.Linear):
        nn.init.xavier_uniform_(module.weight)
        nn.init.zeros_(module.bias)
    if isinstance(module, nn.Embedding):
        nn.init.normal_(module.weight, std=module.embedding_dim**-0.5)
