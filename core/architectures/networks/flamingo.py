"""Flamingo: a causal language model that looks at the images before its words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import torch  # noqa: TID253 - only imported from functions
from torch import Tensor, nn  # noqa: TID253

from core.architectures.networks.gated import GatedCrossAttention, GateShape, Seen
from core.architectures.networks.perceiver import Resampler, ResamplerShape


class Flamingo(nn.Module):
    """A resampler, and gated layers before every so many layers of a language model (Alayrac et al., NeurIPS 2022).

    The language model is not rebuilt: its layers are told to let the gated ones look first, so that its names, its
    cache and its ways to be adapted stay. Without images it is what it was.

    Args:
        resampler: Sizes of the resampler.
        gate: Sizes of the gated layers; their widths are taken from the resampler and the language model.
        language: Any causal language model of transformers whose layers can be found.
        every: Every how many layers it looks, from the first on.
    """

    def __init__(self, resampler: ResamplerShape, gate: GateShape, language: Any, every: int = 1) -> None:
        super().__init__()
        layers = decoder_layers(language)
        width = language.get_input_embeddings().embedding_dim
        self.every = every
        self.language = language
        self.resampler = Resampler(resampler)
        shape = replace(gate, width=width, media_width=resampler.width)
        gates = [GatedCrossAttention(shape) for _ in range(0, len(layers), every)]
        self.gates = nn.ModuleList(gates)
        for layer, looking in zip(layers[::every], gates, strict=True):
            layer.register_forward_pre_hook(looking.before, with_kwargs=True)

    def forward(
        self, ids: Tensor, text_mask: Tensor, media: Tensor, media_mask: Tensor, sees: Tensor | None = None
    ) -> Tensor:
        """``(b, n, vocabulary)``: logits of the next token after each of ``ids (b, n)``; see :meth:`looking`."""
        with self.looking(media, media_mask, ids.shape[1], sees):
            logits: Tensor = self.language(input_ids=ids, attention_mask=text_mask.long(), use_cache=False).logits
        return logits

    def generate(self, ids: Tensor, text_mask: Tensor, media: Tensor, media_mask: Tensor, **settings: Any) -> Tensor:
        """``(b, at most the longest answer)``: token numbers of the answers to ``ids (b, n)``, padded on the left.

        Args:
            ids: ``(b, n)``.
            text_mask: ``(b, n)``.
            media: As in :meth:`looking`.
            media_mask: As in :meth:`looking`.
            **settings: For ``generate`` of transformers.
        """
        with self.looking(media, media_mask, ids.shape[1]):
            found: Tensor = self.language.generate(input_ids=ids, attention_mask=text_mask.long(), **settings)
        return found[:, ids.shape[1] :]

    @contextmanager
    def looking(self, media: Tensor, media_mask: Tensor, tokens: int, sees: Tensor | None = None) -> Iterator[None]:
        """While this lasts, the language model looks.

        Args:
            media: ``(b, n, token_width)`` for one image a row, ``(b, images, n, token_width)`` for several.
            media_mask: The same without the last axis; an image of which nothing is there is not seen at all.
            tokens: Length of the text.
            sees: ``(b, tokens, images)``: which images each token may see; see :func:`preceding`. None: all of them.
        """
        seen = self._seen(*_several(media, media_mask), tokens, sees)
        self._look_at(seen)
        try:
            yield
        finally:
            self._look_at(None)

    def _look_at(self, seen: Seen | None) -> None:
        gates: Iterable[Any] = self.gates
        for gate in gates:
            gate.seen = seen

    def _seen(self, media: Tensor, media_mask: Tensor, tokens: int, sees: Tensor | None) -> Seen:
        rows, images = media.shape[:2]
        found = self.resampler(media.flatten(0, 1), media_mask.flatten(0, 1))
        there = media_mask.any(-1)[:, None].expand(rows, tokens, images)
        mask = there if sees is None else there & sees
        return Seen(found.view(rows, -1, found.shape[-1]), mask.repeat_interleave(found.shape[1], dim=-1))


def _several(media: Tensor, media_mask: Tensor) -> tuple[Tensor, Tensor]:
    """One image a row as a row of one image."""
    return (media[:, None], media_mask[:, None]) if media.dim() == 3 else (media, media_mask)


def preceding(ids: Tensor, marker: int, images: int) -> Tensor:
    """Each token sees the last image before it and no other: the masking of Flamingo's section 2.3.

    Args:
        ids: ``(b, n)``, with one marker for each image where it stands in the text.
        marker: Token that stands for an image.
        images: Images of a row.

    Returns:
        ``(b, n, images)``; a marker sees its own image, and tokens before the first see none.
    """
    latest = (ids == marker).cumsum(1)[..., None] - 1
    return latest == torch.arange(images, device=ids.device)


def decoder_layers(language: Any) -> nn.ModuleList:
    """The list of layers of a causal language model.

    Raises:
        ValueError: there is no list as long as its configuration says.
    """
    depth = language.config.get_text_config().num_hidden_layers
    for module in language.modules():
        if isinstance(module, nn.ModuleList) and len(module) == depth:
            return module
    raise ValueError(f"No list of {depth} layers was found in a {type(language).__name__}.")
