"""Masked text modelling: some tokens are hidden or exchanged, and told from the others around them.

BERT (J. Devlin et al., NAACL 2019): of the 15 % that are chosen, 80 % are hidden, 10 % exchanged for any other token
and 10 % left as they are. The read-out shares the model's own word embeddings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.case import Modality
from core.encoders.encoder import Encoder
from core.recipe import TrainingRecipe
from core.training.loop import Objective, TrainingError
from core.training.strategies.alone import the_only

if TYPE_CHECKING:
    from torch import Tensor

CHOSEN, HIDDEN, EXCHANGED = 0.15, 0.8, 0.1


class HiddenWords:
    """Texts with some of their tokens hidden.

    Args:
        encoder: Any text model of `transformers` whose tokenizer knows a mask.
        texts: What is learnt from.
        chosen: Share of the tokens that are to be told.

    Raises:
        TrainingError: the model knows no mask.
    """

    def __init__(self, encoder: Encoder, texts: Sequence[str], chosen: float = CHOSEN) -> None:
        self._encoder, self._chosen = encoder, chosen
        self._texts = [encoder.prepare(text) for text in texts]
        self._mask = mask_of(encoder)
        self._words = words_of(encoder)

    def __len__(self) -> int:
        return len(self._texts)

    def batch(self, rows: NDArray[np.intp], random: np.random.Generator) -> dict[str, Tensor]:
        """``ids``, ``shown``, ``truth`` and ``asked``: ``(windows, length)`` each."""
        import torch

        batch = self._encoder.collate([self._texts[row] for row in rows])
        ids, real = batch["ids"].numpy(), (batch["offsets"][..., 1] > batch["offsets"][..., 0]).numpy()
        draw = random.uniform(size=ids.shape)
        asked = real & (draw <= np.quantile(draw[real], self._chosen))
        what = random.uniform(size=ids.shape)
        given = np.where(asked & (what < HIDDEN), self._mask, ids)
        other = asked & (what >= HIDDEN) & (what < HIDDEN + EXCHANGED)
        given = np.where(other, random.integers(self._words, size=ids.shape), given)
        arrays = {"ids": given, "truth": ids, "asked": asked}
        return {"shown": batch["shown"], **{key: torch.from_numpy(value) for key, value in arrays.items()}}


class MaskedText(Objective):
    """A text model under a read-out over its words.

    Args:
        encoder: Any text model of `transformers`.
    """

    def __init__(self, encoder: Encoder) -> None:
        from torch import nn

        self.encoder = encoder
        embedding: Any = self._embedding()
        words, width = embedding.weight.shape
        self.head = nn.Sequential(nn.Linear(encoder.token_width, width), nn.GELU(), nn.LayerNorm(width))
        self.bias = nn.Linear(1, words, bias=False)
        self.bias.weight.data.zero_()
        self.module = nn.ModuleDict({"encoder": encoder.module, "head": self.head, "bias": self.bias})

    def loss(self, batch: Mapping[str, Tensor]) -> Tensor:
        """Mean cross-entropy of the tokens that are asked for."""
        from torch.nn.functional import cross_entropy

        said: Any = self.encoder.module(input_ids=batch["ids"], attention_mask=batch["shown"])
        hidden = self.head(said.last_hidden_state[batch["asked"]])
        logits = hidden @ self._embedding().weight.T + self.bias.weight[:, 0]
        return cross_entropy(logits.float(), batch["truth"][batch["asked"]])

    def _embedding(self) -> Any:
        module: Any = self.encoder.module
        return module.get_input_embeddings()


def mask_of(encoder: Encoder) -> int:
    """The token that hides another.

    Raises:
        TrainingError: the model knows none.
    """
    mask = getattr(encoder, "mask_id", None)
    if mask is None:
        raise TrainingError("Masked text modelling needs a model whose tokenizer knows a mask, as BERT's does.")
    return int(mask)


def words_of(encoder: Encoder) -> int:
    """How many tokens the model knows."""
    module: Any = encoder.module
    return int(module.get_input_embeddings().weight.shape[0])


def open_masked_text(encoders: Mapping[str, Encoder], labels: Sequence[str], training: TrainingRecipe) -> MaskedText:
    """As a recipe asks for it; labels are not looked at."""
    encoder = the_only(encoders, Modality.TEXT, "masked-text")
    mask_of(encoder)
    encoder.module.requires_grad_(True)
    return MaskedText(encoder)
